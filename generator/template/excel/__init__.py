"""Excel templates: compiling and filling SpreadsheetML (ECMA-376 part 1, clause 18)."""
