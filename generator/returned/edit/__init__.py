"""The bytes of a project's file in, the same bytes with one value changed out: YAML, .csv, .xlsx and text files."""
