"""The contexts of a project in, problems out: a linter for performance forms. Rules explain; nothing is changed."""
