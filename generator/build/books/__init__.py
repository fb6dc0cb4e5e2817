"""Binds many forms into one file (合订本): sections in Word, sheets in Excel, chapters in a PDF."""
