"""Chinese text in, what it means out: pure functions on strings, no files, no documents."""
