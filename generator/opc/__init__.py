"""Office packages (Open Packaging Conventions, ECMA-376 part 2): foreign zip and XML in, bounded and hardened; deterministic bytes out.

Knows nothing of Word or Excel beyond namespaces.
"""
