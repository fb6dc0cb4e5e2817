"""What is kept for other documents is bounded, and never shows where it would be another."""

import io
import zipfile
from typing import Any

from laying import LINE, laid, lines_of, section, text
from laying import cell as made_cell
from laying import row as made_row
from laying import table as made_table
from reading import cells, read, tables, unsupported
from word import PAGE, docx, numbering, paragraph, row, run, table

from generator.document.docx.reader import read_docx
from generator.document.memory import Remembered, RememberedByIdentity
from generator.document.model import Document, Edges, PageNumber, Paragraph, Picture
from generator.layout.page import CellBox, DrawnLine
from generator.problem import Source
from generator.writers.pdf.file import pdf_bytes

MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def first(document: Document) -> Any:
    """The first run or other inline of the first cell."""
    (found,) = (block for block in document.sections[0].blocks if not isinstance(block, Paragraph))
    block = found.rows[0].cells[0].blocks[0]
    assert isinstance(block, Paragraph)
    return block.content[0]


def test_what_is_remembered_begins_anew_when_it_is_full() -> None:
    kept: Remembered[int, str] = Remembered(2)
    assert [kept.keep(number, str(number)) for number in range(3)] == ["0", "1", "2"]
    assert dict(kept) == {2: "2"}


def test_equal_objects_are_remembered_apart() -> None:
    kept: RememberedByIdentity[list[int], str] = RememberedByIdentity(9)
    one, other = [1], [1]
    kept.keep(one, "narrow", "made")
    assert kept.get(one, "narrow") == "made"
    assert kept.get(one, "wide") is None
    assert kept.get(other, "narrow") is None


def test_an_object_lives_as_long_as_what_was_made_of_it() -> None:
    kept: RememberedByIdentity[list[int], int] = RememberedByIdentity(1000)
    for number in range(500):
        short_lived = [number]
        assert kept.get(short_lived, None) is None
        kept.keep(short_lived, None, number)


def test_rows_that_are_written_alike_follow_the_styles_of_their_document() -> None:
    sizes = []
    for size in (24, 32, 24):
        normal = f'<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="{size}"/></w:rPr></w:rPrDefault></w:docDefaults>'
        sizes.append(first(read(table(row("同")), styles=normal)).font.size)
    assert sizes == [12.0, 16.0, 12.0]


def test_rows_that_are_written_alike_follow_the_grid_of_their_section() -> None:
    written = table(row(paragraph("同", properties='<w:spacing w:beforeLines="100"/>')))
    found = []
    for pitch in (300, 600, 300):
        grid = f'<w:docGrid w:type="lines" w:linePitch="{pitch}"/>'
        (block,) = tables(written, f"<w:sectPr>{PAGE}{grid}</w:sectPr>")[0].rows[0].cells[0].blocks
        assert isinstance(block, Paragraph)
        found.append(block.format.before)
    assert found == [15.0, 30.0, 15.0]


def test_lists_count_on_through_rows_that_are_written_alike() -> None:
    numbered = row(paragraph("项", properties='<w:numPr><w:numId w:val="1"/></w:numPr>'))
    written = table(numbered, numbered, numbered)
    for _ in range(2):
        (found,) = tables(written, lists=numbering(1))
        assert [each.text for each in cells(found).values()] == ["1.\t项", "2.\t项", "3.\t项"]
    (found,) = tables(written)
    assert [each.text for each in cells(found).values()] == ["项", "项", "项"]


def test_each_row_of_those_written_alike_tells_what_it_loses() -> None:
    lossy = row(paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>'))
    for _ in range(2):
        assert unsupported(read(table(lossy, lossy))) == [("N012", "表1 第1行 第1列"), ("N012", "表1 第2行 第1列")]


def test_a_picture_is_that_of_its_own_document() -> None:
    png = b"\x89PNG\r\n\x1a\n"
    blip = '<a:graphic><a:graphicData uri="x/picture"><a:blip r:embed="image1"/></a:graphicData></a:graphic>'
    inline = f'<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/>{blip}</wp:inline></w:drawing></w:r>'
    document = docx(table(row(paragraph(inline))), image1="")
    for image in (png + b"1", png + b"2"):
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(written, "w") as new:
            for name in old.namelist():
                new.writestr(name, image if name == "word/image1.xml" else old.read(name))
        picture = first(read_docx(written.getvalue(), Source("图.docx")))
        assert isinstance(picture, Picture)
        assert picture.data == image


def test_a_field_that_is_open_hides_a_row_that_is_shown_elsewhere() -> None:
    opened = paragraph(MARK.format("begin"), "<w:r><w:instrText> X </w:instrText></w:r>")
    closed = paragraph(MARK.format("end"))
    shown, hidden, again = tables(table(row("行")), opened, table(row("行")), closed, table(row("行")))
    assert [each.rows[0].cells[0].text for each in (shown, hidden, again)] == ["行", "", "行"]


def test_a_bookmark_before_a_table_is_not_that_of_a_row_written_alike() -> None:
    between = '<w:bookmarkStart w:id="1" w:name="名"/><w:bookmarkEnd w:id="1"/>'
    found = tables(between, table(row("行")), table(row("行")))
    blocks = [each.rows[0].cells[0].blocks[0] for each in found]
    assert [block.bookmarks for block in blocks if isinstance(block, Paragraph)] == [("名",), ()]


def test_a_page_number_in_a_row_is_that_of_each_page() -> None:
    number = Paragraph((PageNumber("PAGE", text("").mark),), text("").format, text("").mark)
    heading = made_row(made_cell(0, number, edges=Edges(LINE, LINE, LINE, LINE)), heading=True)
    pages = laid(made_table(heading, *(made_row(f"行{each}") for each in range(6))), room=40.0)
    assert [next(iter(lines_of(page).values())) for page in pages.pages][:2] == ["1", "2"]


def test_the_same_rows_in_two_tables_are_boxes_of_each() -> None:
    shared = made_row("甲", "乙")
    (page,) = laid(made_table(shared), made_table(shared)).pages
    assert [(box.table, box.row, box.column) for box in page.cells] == [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1)]
    assert all(isinstance(box, CellBox) for box in page.cells)


def test_a_row_stays_with_the_next_unless_a_merge_covers_it() -> None:
    kept = made_row(made_cell(1, text("二", keep_next=True)))
    merged = made_row(made_cell(0, "一", row_span=2), made_cell(1, "一"))
    plain = made_row("一", "一")
    found = [
        [len(page.cells) for page in laid(made_table(above, kept, made_row("三", "三")), room=20.0).pages]
        for above in (merged, plain, merged)
    ]
    assert found[0] == found[2] != found[1]


def test_the_same_rows_on_another_paper_stand_elsewhere() -> None:
    shared = made_table(made_row(made_cell(0, "甲", edges=Edges(LINE, LINE, LINE, LINE))), columns=(50.0,))
    found = [laid(section(shared, room=room)).pages[0] for room in (100.0, 300.0, 100.0)]
    assert [sum(isinstance(item, DrawnLine) for item in page.items) for page in found] == [4, 4, 4]
    first_drawn, other, again = (
        pdf_bytes([("甲", laid(section(shared, room=room)))], "", "") for room in (100, 300, 100)
    )
    assert first_drawn == again != other


def test_runs_of_one_row_keep_their_own_looks() -> None:
    (bold, plain) = tables(table(row(paragraph(run("同", "<w:b/>")))), table(row(paragraph(run("同")))))
    looks = [each.rows[0].cells[0].blocks[0] for each in (bold, plain)]
    assert [block.content[0].font.bold for block in looks if isinstance(block, Paragraph)] == [True, False]
