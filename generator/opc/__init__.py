"""Office packages (Open Packaging Conventions, ECMA-376 part 2): bounded, hardened reading; deterministic writing.

Knows nothing of Word or Excel beyond namespaces.
"""
