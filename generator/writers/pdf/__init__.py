"""Laid-out pages in, the bytes of a PDF out, written by reportlab. Draws what stands on a page and decides nothing."""
