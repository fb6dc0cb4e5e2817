"""Reads a filled .docx into a ``Document`` (WordprocessingML, ECMA-376 part 1, clause 17)."""
