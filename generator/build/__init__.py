"""Makes files from projects: forms and books in the output folder, one PDF for stamping, blank project files."""
