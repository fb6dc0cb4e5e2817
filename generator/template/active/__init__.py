"""Active content of templates: what runs a program or fetches something from elsewhere once a file is opened or used.

``kinds`` has the one table of it; ``clean`` names each with its place, and gives the package without it.
"""
