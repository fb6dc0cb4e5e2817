"""Resolved sub-forms in, problems out: a linter for performance forms. Rules find and explain; nothing is changed.

One rule per file under ``rules``, listed in ``registry``; ``subject`` is what they look at.
"""
