"""Bytes in, files out: atomic, never half-written."""
