"""A linter for performance forms: rules look at the contexts of a project and find what contradicts itself.

Only ``fix.py`` proposes changes; nothing here writes files of a project.
"""
