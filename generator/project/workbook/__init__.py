"""Reads a workbook as a project file: the same nodes as a YAML file, each with its sheet, row and column."""
