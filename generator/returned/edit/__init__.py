"""Changes one value in the bytes of a project's file (YAML, .csv, .xlsx, text); all else in it stays as it is."""
