"""Values of the formulas of filled sheets, and what is wrong with them."""
