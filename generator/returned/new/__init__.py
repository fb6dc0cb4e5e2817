"""Filled forms that have no project in, a new project file that makes them all out."""
