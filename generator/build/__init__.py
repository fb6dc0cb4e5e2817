"""Projects in, files in the output folder out: what is stale, what was edited by hand, books and stacks."""
