"""Jinja as this project speaks it: tags as people type them in, sandboxed and bounded evaluation out.

Used for the values of a project file and for templates alike; knows neither YAML nor Office files.
"""
