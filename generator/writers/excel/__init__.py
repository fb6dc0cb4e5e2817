"""A filled document in, a workbook made from nothing out."""
