"""Reads a YAML file into a tree of nodes with places, every scalar as typed."""
