"""What a user may name as the documents of a batch, and where their reports go."""

from __future__ import annotations

import json
import os
import re
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfparse.batch import contents
from perfparse.batch.names import report_path
from perfparse.batch.sources import find, within
from perfparse.model.errors import ReadError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with documents of every kind."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.txt",
        "a.pdf",
        "年报/二.docx",
        "年报/一.docx",
        ".hidden/c.pdf",
        "年报/~$一.docx",
        ".DS_Store",
        "out/x.json",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    with zipfile.ZipFile(tmp_path / "in" / "z.zip", "w") as archive:
        archive.writestr("inner/", b"")
        archive.writestr("inner/d.pdf", b"d")
        archive.writestr("__MACOSX/inner/._d.pdf", b"")
    (tmp_path / "list.csv").write_bytes("year,path\n2022,in/a.pdf\n2023,gone.pdf\n2023,\n".encode("gb18030"))
    (tmp_path / "list.jsonl").write_text('"in/b.txt"\n\n{"source": "s3://bucket/k.pdf"}\n')
    return tmp_path


NAMED = {
    "a file": (["in/a.pdf"], ["in/a.pdf"]),
    "a folder: files in the order of their names, archives opened, hidden files left out, OUT left out": (
        ["in"],
        ["in/a.pdf", "in/b.txt", "in/z.zip!/inner/d.pdf", "in/年报/一.docx", "in/年报/二.docx"],
    ),
    "a folder with its slash": (["in/年报/"], ["in/年报/一.docx", "in/年报/二.docx"]),
    "a glob": (["in/*.pdf"], ["in/a.pdf"]),
    "a glob over folders": (["in/**/*.docx"], ["in/年报/一.docx", "in/年报/二.docx"]),
    "an archive": (["in/z.zip"], ["in/z.zip!/inner/d.pdf"]),
    "a list in CSV, GBK; what it names may be gone": (["list.csv"], ["in/a.pdf", "gone.pdf"]),
    "a list in JSON lines, with an address": (["list.jsonl"], ["in/b.txt", "s3://bucket/k.pdf"]),
    "the same twice": (["in/a.pdf", "in/*.pdf"], ["in/a.pdf"]),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("case", NAMED, ids=str)
def test_what_is_named_is_found(case: str) -> None:
    named, expected = NAMED[case]
    assert [source.name for source in find(named, Path("in/out"))] == expected


REFUSED = {
    "nothing of that name": ("gone", "gone: there is no such file"),
    "a glob that nothing fits": ("in/*.tex", "there is no such file"),
    "a list without a column for it": ("bad.csv", "it has no source, path or url"),
    "a list that is no JSON": ("bad.jsonl", "line 2 is no JSON"),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_cannot_be_found_is_said(case: str, folder: Path) -> None:
    (folder / "bad.csv").write_text("name\nx.pdf\n")
    (folder / "bad.jsonl").write_text('"in/a.pdf"\n{oh\n')
    named, message = REFUSED[case]
    with pytest.raises(ReadError, match=message.replace("*", r"\*")):
        list(find([named]))


def read(name: str) -> bytes:
    (source,) = find([name])
    return contents.read(source)


@pytest.mark.usefixtures("folder")
def test_a_document_of_an_archive_is_read() -> None:
    assert read("in/z.zip") == b"d"
    assert read("in/a.pdf") == b"a.pdf"


# archives


def archive(path: Path, entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, data in entries.items():
            made.writestr(name, data)


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    entries = {"../../up.pdf": b"1", "/etc/abs.pdf": b"2", "C:\\win.pdf": b"3", "..\\..\\back.pdf": b"4"}
    archive(tmp_path / "a.zip", entries)
    found = list(find([str(tmp_path / "a.zip")]))
    assert [contents.read(source) for source in found] == list(entries.values())
    for source in found:
        assert inside(report_path(source.name))


def test_two_documents_of_one_name_stay_two(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("a.pdf", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("a.pdf", b"2")
    found = list(find([str(tmp_path / "a.zip")]))
    assert [source.name.rpartition("!/")[2] for source in found] == ["a.pdf", "a.pdf#2"]
    assert [contents.read(source) for source in found] == [b"1", b"2"]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {"xxxx.pdf": b""})
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace(b"xxxx", "年报".encode("gbk")))
    assert [source.name.rpartition("!/")[2] for source in find([str(tmp_path / "a.zip")])] == ["年报.pdf"]


def test_links_in_an_archive_are_no_documents(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("passwords.pdf")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    assert list(find([str(tmp_path / "a.zip")])) == []


def test_an_archive_that_is_a_trap_is_not_opened(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {str(n): bytes(20 << 20) for n in range(4)}, compression=zipfile.ZIP_DEFLATED)
    (source,) = find([str(tmp_path / "a.zip")])
    assert "would unpack to 80 MB, which is not safe" in source.problem


def test_an_archive_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {"a.pdf": bytes(90 << 20)}, compression=zipfile.ZIP_DEFLATED)
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace(struct.pack("<L", 90 << 20), struct.pack("<L", 100)))
    (source,) = find([str(tmp_path / "a.zip")])
    with pytest.raises(ReadError, match="damaged"):
        contents.read(source)


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:-30],
    "no archive": lambda _: b"PK oh",
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("case", DAMAGED, ids=str)
def test_a_damaged_archive_costs_only_itself(tmp_path: Path, case: str) -> None:
    archive(tmp_path / "b.zip", {"a.pdf": b"1"})
    (tmp_path / "a.zip").write_bytes(DAMAGED[case]((tmp_path / "b.zip").read_bytes()))
    bad, good = find([str(tmp_path)])
    assert "the archive is damaged" in bad.problem
    assert contents.read(good) == b"1"


def test_an_encrypted_archive_is_said(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {"a.pdf": b"1"})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ReadError, match="encrypted"):
        read(str(tmp_path / "a.zip"))


# names


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names in Unicode")
def test_a_name_that_is_no_text_is_found_and_read(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc4\xea.pdf")).write_bytes(b"1")
    (source,) = find([str(tmp_path)])
    assert source.title == "\\xc4\\xea.pdf"
    assert contents.read(source) == b"1"
    assert json.dumps(source.name)
    assert inside(report_path(source.name))


def inside(path: str) -> bool:
    """Whether a report's path leads into the folder, on any system."""
    parts = path.split("/")
    good = all(part and part.strip(". ") == part and not set(part) & set('<>:"\\|?*\0') for part in parts)
    return good and parts[0] == "reports" and all(len(part.encode()) < 200 for part in parts)


PLACES = {
    "a file": ("a.pdf", r"reports/a\.pdf-[a-z2-7]{16}\.json"),
    "folders are kept": ("archive/2022/年报（一）.pdf", r"reports/archive/2022/年报（一）\.pdf-\w{16}\.json"),
    "an archive": ("a.zip!/b/c.pdf", r"reports/a\.zip/b/c\.pdf-\w{16}\.json"),
    "an address": ("s3://bucket/b/c.pdf", r"reports/s3/bucket/b/c\.pdf-\w{16}\.json"),
    "above the working folder": ("../../x.pdf", r"reports/x\.pdf-\w{16}\.json"),
    "nothing but dots": ("../..", r"reports/document-\w{16}\.json"),
    "a device of Windows": ("nul/con.pdf", r"reports/_nul/_con\.pdf-\w{16}\.json"),
    "a long name": ("长" * 300 + ".pdf", r"reports/长{40}-\w{16}\.json"),
    "many folders": ("/".join("abcdefghij"), r"reports/d/e/f/g/h/i/j-\w{16}\.json"),
}


@pytest.mark.parametrize("case", PLACES, ids=str)
def test_a_report_stands_where_its_document_does(case: str) -> None:
    name, expected = PLACES[case]
    assert re.fullmatch(expected, report_path(name)), report_path(name)


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_reports_never_leave_the_folder_or_collide(one: str, other: str) -> None:
    assert inside(report_path(one))
    if one != other:
        assert report_path(one).casefold() != report_path(other).casefold()


# changes


@pytest.mark.usefixtures("folder")
def test_what_changed_is_named_as_it_was_found() -> None:
    changed = ["in/a.pdf", "in/年报/一.docx", "in/z.zip", "in/out/x.json", "in/.hidden/c.pdf", "list.csv", "elsewhere"]
    named = ["in", "list.csv", "s3://bucket/"]
    paths = [Path(path).resolve() for path in changed]
    assert within(named, paths, Path("in/out")) == ["in/a.pdf", "in/z.zip", "in/年报/一.docx", "list.csv"]


@pytest.mark.skipif(os.name != "posix", reason="links and rights are POSIX's")
def test_what_cannot_be_looked_at_costs_itself_only(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(b"x")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    listed = tmp_path / "list.jsonl"
    lines = ["good.txt", "a" * 5000 + ".txt", "loop.txt", "nul\0.txt"]
    listed.write_text("".join(json.dumps(line) + "\n" for line in lines))
    in_folder = {source.name.rsplit("/", 1)[-1]: source.problem for source in find([str(tmp_path)])}
    assert set(in_folder) == {"good.txt", "loop.txt", "list.jsonl"}
    assert in_folder["loop.txt"].startswith("it cannot be read: ")
    in_list = [bool(source.problem) for source in find([str(listed)])]
    assert in_list == [False, True, False, False]  # the last two fail when they are opened
