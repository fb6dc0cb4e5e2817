"""Reads a project file, with the CSV, XLSX and text files that it names, and makes one context per 分表.

No other package turns YAML into values.
"""
