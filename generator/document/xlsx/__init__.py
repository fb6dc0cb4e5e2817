"""A filled .xlsx in, a ``Document`` out (ECMA-376 part 1, clause 18)."""
