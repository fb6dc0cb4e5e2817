"""One rule per file; ``generator.check.registry`` lists them."""
