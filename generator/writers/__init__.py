"""Writes what a form shows as files: a ``Document`` as a workbook, ``Pages`` as a PDF."""
