"""A project file (YAML, with CSV, XLSX and text beside it) in, one context per 分表 out. The only reader of YAML."""
