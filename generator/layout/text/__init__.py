"""Sets a paragraph in a column: breaks it into lines by Chinese rules, with the advances of real fonts."""
