"""Forms that came back: what was changed in them, and the edits of the project that give them again."""
