from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import within_limits

from generator.office.xml import NAMESPACES, parse_xml, qn, to_bytes
from generator.problem import JixiaoError, Source

HERE = Source("表.docx", place="word/document.xml")
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def problem(data: bytes) -> tuple[str, str]:
    with pytest.raises(JixiaoError) as caught:
        parse_xml(data, HERE)
    (found,) = caught.value.problems
    assert found.source == HERE
    return found.code, found.message


def test_a_name_with_prefix_becomes_the_full_name() -> None:
    assert qn("w:p") == "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
    assert qn("xml:space") == "{http://www.w3.org/XML/1998/namespace}space"
    with pytest.raises(KeyError):
        qn("unknown:p")


def test_every_prefix_has_a_namespace_of_its_own() -> None:
    assert len(set(NAMESPACES.values())) == len(NAMESPACES) == 15


def test_what_was_parsed_is_written_back() -> None:
    body = '<a xmlns="urn:x" b="&lt;&amp;&quot;"> <c>绩效 &amp; 😀</c>\n <d/></a>'.encode()
    assert to_bytes(parse_xml(body, HERE)) == DECLARATION + body


def test_only_the_element_is_written_without_what_follows_it() -> None:
    root = parse_xml(b"<a><b/>tail</a>", HERE)
    assert to_bytes(root[0]) == DECLARATION + b"<b/>"


def test_comments_and_processing_instructions_are_dropped_and_their_text_joined() -> None:
    root = parse_xml(b"<?x?><!-- <!DOCTYPE a> --><a>1<!-- c -->2<?pi?>3<b/></a>", HERE)
    assert root.text == "123"
    assert to_bytes(root) == DECLARATION + b"<a>123<b/></a>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    assert parse_xml("<a>绩效</a>".encode(encoding), HERE).text == "绩效"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"text",
        b"<a>",
        b"<a/><b/>",
        b"<a>\x01</a>",
        b"<a>&nbsp;</a>",
        b"<x:a/>",
        b"<a>\xff</a>",
        b"<a b=1/>",
    ],
)
def test_bad_xml_is_a_problem(data: bytes) -> None:
    code, message = problem(data)
    assert code == "T020"
    assert message.startswith("文件内部的 XML ")
    assert message.endswith("有错，文件可能已损坏。请用 Word、Excel 或 WPS 打开，另存一份再试")


def test_an_unknown_encoding_is_a_problem() -> None:
    assert problem(b'<?xml version="1.0" encoding="no-such"?><a/>')[0] == "T020"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- c --><?pi?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        f"{LAUGHS}<a>&j;</a>".encode(),
        f'{LAUGHS}<a b="&j;"/>'.encode(),
        f'{LAUGHS}<a b="&j;"/>'.encode("utf-16"),
        f'{LAUGHS}<a b="&j;"/>'.encode("utf-16-be"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<!DOCTYPE a><broken",
    ],
)
def test_a_doctype_is_refused_before_its_entities_grow(data: bytes) -> None:
    def read() -> None:
        assert problem(data) == (
            "T021",
            "文件内部的 XML 带有 DOCTYPE，正常的 Word、Excel 文件没有，为了安全不予读取",
        )

    within_limits(read)


def test_a_doctype_in_an_exotic_encoding_is_refused() -> None:
    data = b'<?xml version="1.0" encoding="UTF-7"?>' + "<!DOCTYPE a><a/>".encode("utf-7")
    assert problem(data)[0] in {"T020", "T021"}
    assert problem("<!DOCTYPE a><a/>".encode("utf-32"))[0] in {"T020", "T021"}


def test_the_words_of_a_doctype_in_the_text_are_only_text() -> None:
    assert parse_xml(b"<a><![CDATA[<!DOCTYPE a>]]></a>", HERE).text == "<!DOCTYPE a>"


def test_endless_nesting_is_a_problem() -> None:
    assert problem(b"<a>" * 100_000)[0] == "T020"


@given(st.binary(max_size=60), st.sampled_from([b"", b"<a>", b"\xff\xfe<\0", b'<?xml version="1.0" encoding="']))
def test_no_bytes_give_a_traceback(data: bytes, start: bytes) -> None:
    try:
        written = to_bytes(parse_xml(start + data, HERE))
    except JixiaoError as error:
        written = str(error).encode()
    assert written.startswith((DECLARATION, b"\xe8\xa1\xa8.docx: word/document.xml: "))
