"""Templates: Word and Excel files with Jinja tags typed into them, compiled once and filled with many contexts."""
