"""Foreign Office packages (Open Packaging Conventions, ECMA-376 part 2) opened under limits; files written whole.

Knows nothing of Word or Excel beyond namespaces.
"""
