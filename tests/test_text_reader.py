"""Bytes → Document: encodings, line ends, pages, offsets and the hints of the white space."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfparse
from perfparse import readers
from perfparse.language.folding import squeeze
from perfparse.model.errors import ReadError
from perfparse.readers import text

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
SIMPLIFIED = SAMPLES[-1].read_text(encoding="utf-8")
TRADITIONAL = """\
本年度共辦理行政處罰三百二十一次，違法行為發現率不少於95%，
完成了全部目標的任務；受理民眾的意見一千二百件，其中九百件在三日內答覆。
"""  # made up; every character is in Big5

# where such files come from, the text, the codec, what the file begins with
ENCODINGS = [
    ("most tools", SIMPLIFIED, "utf-8", b""),
    ("Notepad and Excel on Windows", SIMPLIFIED, "utf-8", b"\xef\xbb\xbf"),
    ("Notepad, saved as Unicode", SIMPLIFIED, "utf-16-le", b"\xff\xfe"),
    ("Java on a big-endian machine", SIMPLIFIED, "utf-16-be", b"\xfe\xff"),
    ("a program that forgot the mark", SIMPLIFIED, "utf-16-le", b""),
    ("the same, big-endian", SIMPLIFIED, "utf-16-be", b""),
    ("rare, but marked", SIMPLIFIED, "utf-32-le", b"\xff\xfe\0\0"),
    ("rare, but marked, big-endian", SIMPLIFIED, "utf-32-be", b"\0\0\xfe\xff"),
    ("archives of the mainland", SIMPLIFIED, "gb18030", b""),
    ("older archives of the mainland", SIMPLIFIED.replace("㎡", ""), "gbk", b""),
    ("UTF-16 without a line feed", "完成了全部的目标任务" * 9, "utf-16-le", b""),
    ("Hong Kong and Taiwan", TRADITIONAL, "big5", b""),
    ("traditional characters on a mainland system", TRADITIONAL, "gb18030", b""),
    ("traditional characters", TRADITIONAL, "utf-8", b""),
    ("one line", "完成率 100%", "utf-8", b""),
    ("no Chinese at all", "target: 100%\nactual: 98%\n", "ascii", b""),
]


@pytest.mark.parametrize(
    ("said", "codec", "mark"), [case[1:] for case in ENCODINGS], ids=[case[0] for case in ENCODINGS]
)
def test_every_encoding_gives_the_same_text(said: str, codec: str, mark: bytes) -> None:
    document = text.read(mark + said.encode(codec))
    assert document.text == said
    assert document.notes == ()


@pytest.mark.parametrize(
    ("codec", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"")],
)
def test_a_text_cut_in_the_middle_of_a_character_is_read_up_to_there(codec: str, mark: bytes) -> None:
    whole = SIMPLIFIED[: SIMPLIFIED.index("辆") + 1]
    document = text.read(mark + whole.encode(codec)[:-1])
    assert document.text == whole[:-1] + "\ufffd"
    (note,) = document.notes
    assert (note.code, note.severity) == ("text-cut-off", "error")
    assert "cut off" in note.message


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_broken_bytes_are_replaced_and_said(codec: str) -> None:
    mark = b"\xff\xfe" if codec == "utf-16-le" else b""
    broken = b"\x00\xd8" if codec == "utf-16-le" else b"\xff"  # half a pair of surrogates; a byte that no text has
    lines = SIMPLIFIED.split("\n")
    at = 24
    data = mark + "\n".join(lines[:at]).encode(codec) + broken + "\n".join(["", *lines[at:]]).encode(codec)
    document = text.read(data)
    assert document.text.replace("\ufffd", "", 1) == SIMPLIFIED
    (note,) = document.notes
    assert (note.code, note.severity) == ("undecodable-bytes", "warning")
    assert f"first in line {at}" in note.message
    (span,) = note.spans
    assert document.text[span.start : span.end] == "\ufffd"


def test_a_replacement_character_of_the_source_is_no_broken_byte() -> None:
    document = text.read(f"完成\ufffd{SIMPLIFIED}".encode())
    assert document.notes == ()
    assert [note.code for note in text.read(f"完成\ufffd{SIMPLIFIED}".encode() + b"\xe5").notes] == ["text-cut-off"]


GUESSED = [
    ("four characters of Big5", "行政處罰", "big5"),
    ("four characters of GBK", "行政處罰", "gb18030"),
    ("Russian", "Отчёт о выполнении показателей за год, всего двести строк. " * 5, "koi8-r"),
]


@pytest.mark.parametrize(("said", "codec"), [case[1:] for case in GUESSED], ids=[case[0] for case in GUESSED])
def test_what_is_guessed_is_said(said: str, codec: str) -> None:
    document = text.read(said.encode(codec))
    assert document.text == said
    assert [(note.code, note.severity) for note in document.notes] == [("encoding-guessed", "warning")]


def test_a_stray_control_character_is_kept() -> None:
    said = SIMPLIFIED.replace("辆", "辆\0", 1)
    assert text.read(said.encode()).text == said


REFUSED = [
    ("empty", b"", "empty"),
    ("blank", " \n\t\r\n\u3000\f".encode(), "white space only"),
    ("blank but for a mark", "\ufeff\n\u200b\n".encode(), "white space only"),
    ("a program", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8, "binary"),
    ("NULs", bytes(4000), "binary"),
    ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "the PDF is damaged"),
    ("a PDF behind white space", b"\n\n%PDF-1.4\n", "the PDF is damaged"),
    ("a Word file", b"PK\x03\x04\x14\0\x06\0", "a zip file"),
    ("an old Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    ("a PNG image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image"),
    ("a JPEG image", b"\xff\xd8\xff\xe0\0\x10JFIF", "an image"),
    ("a TIFF image", b"II*\0\x08\0\0\0", "an image"),
]


@pytest.mark.parametrize(("data", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_text_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(ReadError) as caught:
        readers.read(data)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


# line ends: what stands between two lines, and whether the next line has another number
LINE_ENDS = [
    ("Unix", "\n", 2),
    ("Windows", "\r\n", 2),
    ("old Mac", "\r", 2),
    ("a blank line", "\n\n", 3),
    ("a blank line, Windows", "\r\n\r\n", 3),
    ("mixed", "\n\r\n\r", 4),
    ("vertical tab of Word", "\v", 1),
    ("form feed", "\f", 1),
    ("line feed and form feed", "\n\f", 2),
    ("next line of mainframes", "\x85", 1),
    ("Unicode line separator", "\u2028", 1),
    ("Unicode paragraph separator", "\u2029", 1),
    ("file separator", "\x1c", 1),
]


@pytest.mark.parametrize(("end", "number"), [case[1:] for case in LINE_ENDS], ids=[case[0] for case in LINE_ENDS])
def test_line_ends(end: str, number: int) -> None:
    said = f"预期实现值{end}年度完成值{end}"
    document = text.read(said.encode())
    assert document.text == said
    lines = [line for page in document.pages for line in page.lines]
    assert [line.text for line in lines] == ["预期实现值", "年度完成值"]
    assert [line.number for line in lines] == [1, number]
    assert [said[line.start : line.end] for line in lines] == ["预期实现值", "年度完成值"]


PAGES = [
    ("none", "甲\n乙", [["甲", "乙"]]),
    ("between two pages", "甲\f乙", [["甲"], ["乙"]]),
    ("at the end, as pdftotext leaves it", "甲\n\f乙\n\f", [["甲"], ["乙"]]),
    ("a page without text", "甲\f\f乙", [["甲"], [], ["乙"]]),
    ("at the beginning", "\f甲", [[], ["甲"]]),
    ("white space behind the last", "甲\f\n \n", [["甲"]]),
]


@pytest.mark.parametrize(("said", "pages"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES])
def test_form_feeds_end_pages(said: str, pages: list[list[str]]) -> None:
    document = text.read(said.encode())
    assert [[line.text for line in page.lines] for page in document.pages] == pages
    assert [page.number for page in document.pages] == list(range(1, len(pages) + 1))
    assert all(line.page == page.number for page in document.pages for line in page.lines)


# text, blank_before, indented, trailing_space
Hints = tuple[str, bool, str, bool]
HINTS: list[tuple[str, str, list[Hints]]] = [
    ("none", "甲\n乙", [("甲", False, "", False), ("乙", False, "", False)]),
    ("Tika's paragraph end", "甲 \n\n乙", [("甲", False, "", True), ("乙", True, "", False)]),
    ("Tika's page start", "甲\n 乙", [("甲", False, "", False), ("乙", False, " ", False)]),
    ("no-break spaces", "甲\u00a0\n\u00a0乙", [("甲", False, "", True), ("乙", False, "\u00a0", False)]),
    ("ideographic spaces", "\u3000\u3000甲", [("甲", False, "\u3000", False)]),
    ("tabs", "\t甲\t乙\t", [("甲\t乙", False, "\t", True)]),
    ("a blank line of spaces", "甲\n  \n乙", [("甲", False, "", False), ("乙", True, "", False)]),
    ("Windows", "甲 \r\n\r\n乙", [("甲", False, "", True), ("乙", True, "", False)]),
    ("a page break is no blank line", "甲\n\f乙", [("甲", False, "", False), ("乙", False, "", False)]),
    ("a blank line at a page's top", "甲\f\n乙", [("甲", False, "", False), ("乙", True, "", False)]),
    ("zero-width spaces", "\u200b甲\ufeff\n乙", [("甲", False, "\u200b", True), ("乙", False, "", False)]),
]


@pytest.mark.parametrize(("said", "hints"), [case[1:] for case in HINTS], ids=[case[0] for case in HINTS])
def test_hints_of_the_white_space(said: str, hints: list[Hints]) -> None:
    lines = [line for page in text.read(said.encode()).pages for line in page.lines]
    assert [(line.text, line.blank_before, line.indented, line.trailing_space) for line in lines] == hints


TEXTS = st.text(
    st.sampled_from("绩效目标 完成100%。，\n\r\f\v\t\u3000\u00a0\x85\u2028\u200b\ufeff\ufffd😀a"), min_size=1
)


@given(TEXTS.filter(squeeze), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_nothing_is_lost_and_offsets_hold(said: str, codec: str) -> None:
    document = text.read(said.encode(codec))
    assert document.text == said
    lines = [line for page in document.pages for line in page.lines]
    assert all(document.text[line.start : line.end] == line.text for line in lines)
    assert all(line.text == line.text.strip() for line in lines)
    assert squeeze("".join(line.text for line in lines)) == squeeze(said)
    assert [line.start for line in lines] == sorted(line.start for line in lines)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = text.read(data)
    except ReadError:
        return
    document.text.encode()  # no half characters
    assert document.pages


NO_PATHS = [
    ("项目支出绩效自评表\n项目名称", "is a text, not a path: pass its bytes"),
    ("项目支出绩效自评表" * 60, "File name too long"),
    ("no/such/file.txt", "No such file"),
    ("a\0b.txt", "null"),
]


@pytest.mark.parametrize(("source", "said"), NO_PATHS)
def test_what_is_no_path_is_said_in_one_short_line(source: str, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        perfparse.parse(source)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)
