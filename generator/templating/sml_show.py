"""Stand-in until it is written: overwrite this file."""
