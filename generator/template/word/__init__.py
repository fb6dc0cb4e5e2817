"""Word templates: compiling and filling WordprocessingML (ECMA-376 part 1, clause 17)."""
