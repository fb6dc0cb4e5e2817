from __future__ import annotations

import io

import pikepdf
import pytest

from generator.writers.pdf.objects import DEFLATED, PdfObjects, deflated, name, number, reference, text_string


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (12, "12"), (100, "100"), (0.25, "0.25"), (-3.10004, "-3.1"), (1e-7, "0"), (1e9, "1000000000")],
)
def test_numbers_have_no_exponent_and_no_idle_zeros(value: float, written: str) -> None:
    assert number(value) == written


def test_a_name_is_escaped() -> None:
    assert name("ABC+宋 1/2") == "/ABC#2B#E5#AE#8B#201#2F2"


def finished(objects: PdfObjects, value: str) -> pikepdf.Pdf:
    """A file that shows a value, as another program reads it."""
    tree = objects.reserve()
    page = objects.add(f"<< /Type /Page /Parent {reference(tree)} /MediaBox [0 0 1 1] /Resources << >> >>")
    objects.put(tree, f"<< /Type /Pages /Kids [{page}] /Count 1 >>")
    root = objects.add(f"<< /Type /Catalog /Pages {reference(tree)} /Shown {value} >>")
    file = pikepdf.open(io.BytesIO(objects.finish(root, objects.add("<< >>"))))
    assert file.check_pdf_syntax() == []
    return file


@pytest.mark.parametrize("text", ["长沙市", "a(b)\\c", "𠮷野", ""])
def test_another_reader_takes_the_text_back(text: str) -> None:
    assert str(finished(PdfObjects(), text_string(text)).Root.Shown) == text


def test_streams_are_decoded_as_their_entries_say() -> None:
    objects = PdfObjects()
    deflate = objects.add_stream(deflated(b"q Q " * 100), DEFLATED)
    digits = objects.add_stream(b"7120>", "/Filter /ASCIIHexDecode")
    file = finished(objects, f"[{deflate} {digits}]")
    assert [stream.read_bytes() for stream in list(file.Root.Shown)] == [b"q Q " * 100, b"q "]


def test_the_identifier_changes_with_the_content() -> None:
    def file(title: str) -> bytes:
        objects = PdfObjects()
        return objects.finish(objects.add("<< /Type /Catalog >>"), objects.add(f"<< /Title {text_string(title)} >>"))

    assert file("甲") == file("甲")
    assert file("甲").rpartition(b"/ID")[2] != file("乙").rpartition(b"/ID")[2]
