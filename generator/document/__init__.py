"""The model of a filled document, free of any file format; readers of .docx and .xlsx; the comparison of two."""
