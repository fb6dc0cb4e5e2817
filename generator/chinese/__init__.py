"""What Chinese text means and how forms write it: numbers, dates, units, names.

Pure functions and data: no files, no documents.
"""
