"""Templates in SpreadsheetML (ECMA-376 part 1, clause 18)."""
