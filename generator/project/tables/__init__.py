"""Reads a table of data (.csv or .xlsx) beside the project file into headings and rows."""
