"""A font name of Word in, a font file that can be measured and embedded out, and what stood in for what."""
