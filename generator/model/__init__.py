"""The plain types every room speaks: where a value stands, what is wrong with it, the tree of a project file.

Nothing here reads, computes or writes.
"""

from generator.model.problem import JixiaoError, Problem, Severity, Source
from generator.model.tree import FileText, Group, Listing, Node, Null, Text

__all__ = ["FileText", "Group", "JixiaoError", "Listing", "Node", "Null", "Problem", "Severity", "Source", "Text"]
