"""jixiao (绩效): one project file per fund in, the exact performance forms of every city out."""

__version__ = "0.1.0"
