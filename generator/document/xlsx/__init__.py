"""Reads a filled .xlsx into a ``Document`` (SpreadsheetML, ECMA-376 part 1, clause 18)."""
