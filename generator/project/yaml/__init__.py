"""A YAML file in, a tree of positioned nodes out, every scalar as typed."""
