"""The template language, whatever the file format: tags, blocks, what they repeat, slots, merges."""
