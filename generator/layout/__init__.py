"""A ``Document`` in, its pages out: blocks measured, broken into pages, everything in its place. Nothing here draws."""
