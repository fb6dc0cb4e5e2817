"""A table of data beside the project file in, its headings and rows out."""
