"""A filled .docx or .xlsx in, a ``Document`` out; a ``Document`` in, pages out.

Reading and layout know nothing of each other, and nothing here draws.
"""
