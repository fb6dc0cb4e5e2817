"""One rule per file; ``generator.checks.registry`` lists them."""
