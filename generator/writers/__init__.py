"""What is shown, written as files: a document as a workbook, pages as a PDF."""
