"""A paragraph and a width in, lines out: Chinese line breaking, with the advances of real fonts."""
