"""Turns a ``Document`` into ``Pages``: lines are broken, tables set, pages filled, and everything gets its place.

Nothing here knows a file format: ``generator.writers.pdf`` draws what stands on the pages.
"""
