"""Jinja as this project uses it: tags as people type them, a narrowed sandbox, values, filters.

Serves the values of a project file and templates alike; knows neither YAML nor Office files. ``tags.py`` finds a tag,
``syntax.py`` checks it, and ``environment.py`` evaluates it.
"""
