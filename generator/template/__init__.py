"""A template in, compiled once; compiled template and context in, a filled document out."""
