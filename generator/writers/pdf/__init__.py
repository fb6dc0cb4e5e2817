"""Laid-out pages in, the bytes of a PDF out."""
