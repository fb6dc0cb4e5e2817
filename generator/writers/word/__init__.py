"""A ``Document`` → a .docx, made from nothing with python-docx (WordprocessingML, ECMA-376 part 1, clause 17)."""
