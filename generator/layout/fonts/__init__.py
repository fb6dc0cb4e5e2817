"""Finds the font file that draws text in a font of Word, measures it, and remembers which fonts stood in for others."""
