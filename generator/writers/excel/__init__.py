"""Writes a filled ``Document`` as a new workbook, for forms that have no template of their own for Excel."""
