"""Lines of tables: each shared edge once, and as long as it is the same."""

from laying import BOX, LINE, cell, laid, row, table

from generator.document.model import Border, Cell, Edges, Table
from generator.layout.page import DrawnLine

Drawn = tuple[float, float, float, float]


def rules(found: Table) -> tuple[list[Drawn], list[Drawn]]:
    """Horizontal and vertical rules: x0, y0, x1, y1."""
    drawn = [item for item in laid(found).pages[0].items if isinstance(item, DrawnLine)]
    places = [(item.x0, item.y0, item.x1, item.y1) for item in drawn]
    return [place for place in places if place[1] == place[3]], [place for place in places if place[0] == place[2]]


def boxed(*texts: str) -> list[Cell]:
    return [cell(column, text, edges=BOX) for column, text in enumerate(texts)]


def test_equal_neighbours_are_one_rule_and_corners_are_square() -> None:
    across, down = rules(table(row(*boxed("a", "b")), row(*boxed("c", "d"))))
    assert across == [  # hanging below 20, 30.5 and 41; half a border beyond the outer lines
        (19.75, 20.25, 120.25, 20.25),
        (19.75, 30.75, 120.25, 30.75),
        (19.75, 41.25, 120.25, 41.25),
    ]
    assert down == [(20.0, 20.0, 20.0, 41.5), (70.0, 20.0, 70.0, 41.5), (120.0, 20.0, 120.0, 41.5)]


def test_no_line_runs_through_a_merge() -> None:
    merged = cell(0, "m", row_span=2, edges=BOX)
    across, _ = rules(table(row(merged, cell(1, "a", edges=BOX)), row(cell(1, "b", edges=BOX))))
    assert [place[0] for place in across] == [19.75, 69.75, 19.75]


def test_another_border_is_a_rule_of_its_own() -> None:
    thick = Edges(Border(2.0), LINE, LINE, LINE)
    across, _ = rules(table(row(cell(0, "a", edges=BOX), cell(1, "b", edges=thick))))
    assert [(place[0], place[1]) for place in across] == [(19.75, 20.25), (69.75, 21.0), (19.75, 32.25)]


def test_stronger_border_is_drawn_where_neighbours_differ() -> None:
    right, left = Edges(right=Border(0.5)), Edges(left=Border(1.5, "FF0000"))
    drawn = laid(table(row(cell(0, "a", edges=right), cell(1, "b", edges=left)))).pages[0].items
    assert [(item.width, item.color) for item in drawn if isinstance(item, DrawnLine)] == [(1.5, "FF0000")]


def test_double_border_is_two_lines_as_far_apart_as_they_are_wide() -> None:
    across, _ = rules(table(row(cell(0, "a", edges=Edges(top=Border(1.0, style="double"))))))
    assert [place[1] for place in across] == [20.5, 22.5]


def test_style_and_color_are_handed_on() -> None:
    dashed = Edges(top=Border(0.5, "0000FF", "dashed"))
    drawn = [
        item for item in laid(table(row(cell(0, "a", edges=dashed)))).pages[0].items if isinstance(item, DrawnLine)
    ]
    assert [(item.style, item.color, item.width) for item in drawn] == [("dashed", "0000FF", 0.5)]


def test_cells_without_borders_have_no_rules() -> None:
    assert rules(table(row("a", "b"))) == ([], [])
