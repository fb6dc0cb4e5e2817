"""Opens foreign Office packages (Open Packaging Conventions, ECMA-376 part 2) under limits and writes files safely.

Nothing here knows Word or Excel beyond their namespaces and content types.
"""
