"""The model of a filled document, free of any file format; reading .docx and .xlsx into it; comparing two."""
