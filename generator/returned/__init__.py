"""Reads returned forms: finds what was changed in them, and the edits that make the project produce them again."""
