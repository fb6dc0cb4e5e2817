"""A template in, compiled once; compiled template + context in, a filled document out.

``tagging``, ``blocks``, ``slots`` and ``merging`` know no file format; the ``wml`` modules are Word's.
"""
