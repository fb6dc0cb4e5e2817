"""Jinja as this project uses it: tags as people type them, a narrowed sandbox, values, filters.

Serves the values of a project file and templates alike; knows neither YAML nor Office files. For a tag, ``tags.py``
finds it, ``syntax.py`` checks it, and ``direct.py`` or the ``environment.py`` evaluates it.
"""
