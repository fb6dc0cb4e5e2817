"""Jinja as this project speaks it: tags as people type them, a narrowed sandbox, values, filters.

Used for the values of a project file and for templates alike; knows neither YAML nor Office files.
"""
