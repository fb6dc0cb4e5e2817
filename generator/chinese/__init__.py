"""Chinese text in, what it means out: pure functions on strings, and data. No files, no documents."""
