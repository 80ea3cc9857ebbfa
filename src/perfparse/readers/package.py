"""Zip packages of XML parts (docx, xlsx), opened so that no package can do harm.

Parts are unpacked one at a time, only when asked for, and only up to a limit: pictures never are. XML is parsed by
expat, which loads nothing from outside; a part with a document type is refused, so no entity is ever expanded.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.parsers import expat

from perfparse.model.errors import ReadError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_PARTS = 20_000
_MOST_PART = 64 << 20  # bytes of a part that is kept in memory as a tree
_MOST_STREAMED = 512 << 20  # bytes that all parts together may unpack to
_MOST_ELEMENTS = 600_000  # of a tree, about 250 bytes each: 200,000 paragraphs of Word
_MOST_TAGS = 2_000_000  # of a part that is gone over without being kept
_DEEPEST = 200  # elements within one another
_STEP = 1 << 16
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, LookupError,
)  # fmt: skip
"""What zipfile raises for packages that are damaged or packed in an unknown way."""

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part names by an id: the last word of the relation's type, and the part that it leads to."""

    kind: str
    target: str


class Package:
    """The parts of a zip package by name, letters of either case."""

    def __init__(self, data: bytes, what: str) -> None:
        """Open `data`; `what` is what messages call it ("Word file").

        Raises:
            ReadError: it is damaged, or has too many parts.
        """
        self._what = what
        self._left = _MOST_STREAMED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise ReadError(f"the {what} is damaged or cut off; get the file again") from error
        if len(entries) > _MOST_PARTS:
            raise ReadError(f"the {what} has {len(entries)} parts, which is not safe to read; save it anew")
        self._parts = {_folded(entry.filename): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._parts

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._parts)

    def chunks(self, name: str, most: int = _MOST_STREAMED) -> Iterator[bytes]:
        """A part's bytes in pieces.

        Raises:
            ReadError: there is no such part, it is damaged or encrypted, or it unpacks to more than is safe.
        """
        entry = self._parts.get(_folded(name))
        if entry is None:
            raise ReadError(f"the {self._what} lacks its part {name}; save it anew")
        if entry.flag_bits & 1:
            raise ReadError(f"the {self._what} is encrypted; save it without a password")
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_STEP):
                    size += len(chunk)
                    self._left -= len(chunk)
                    if size > most or self._left < 0:
                        raise self._too_large()
                    yield chunk
        except _BROKEN as error:
            raise ReadError(f"the {self._what} is damaged in {name}; get the file again") from error

    def tree(self, name: str) -> Element:
        """A part's XML as a tree.

        Raises:
            ReadError: as `chunks`; or it is no well-formed XML, has a document type, or is too large or too deep.
        """
        parser = ElementTree.XMLParser(target=_Guard(name, self._too_large))  # noqa: S314  (_Guard)
        try:
            for chunk in self.chunks(name, _MOST_PART):
                parser.feed(chunk)
            root: Element = parser.close()
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise self._malformed(name, error) from error
        return root

    def walk(
        self,
        name: str,
        chunks: Iterable[bytes],
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        data: Callable[[str], None],
    ) -> None:
        """Go over a part's XML without keeping it; names come without their namespace's prefix.

        `chunks` is its bytes, the most that are needed of them. Raises ReadError as `tree` does.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        count = 0

        def started(tag: str, attributes: Attributes) -> None:
            nonlocal count
            count += 1
            if count > _MOST_TAGS:
                raise self._too_large()
            start(tag.rpartition(":")[2], attributes)

        def refuse(*_: object) -> None:
            raise _typed(name)

        parser.StartElementHandler = started
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = refuse
        try:
            for chunk in chunks:
                parser.Parse(chunk)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise self._malformed(name, error) from error

    def relations(self, name: str) -> dict[str, Relation]:
        """What the part `name` names by id; the package itself is ""."""
        folder, file = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if path not in self:
            return {}
        found: dict[str, Relation] = {}
        for each in self.tree(path):
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "").replace("\\", "/")))
                found[each.get("Id", "")] = Relation(each.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def main(self, usual: str) -> str:
        """The name of the part that is the document; `usual` where the package does not say.

        Raises:
            ReadError: the package has neither.
        """
        named = (each.target for each in self.relations("").values() if each.kind == "officeDocument")
        found = next((name for name in (*named, usual) if name in self), None)
        if found is None:
            raise ReadError(f"the {self._what} lacks its part {usual}; save it anew")
        return found

    def _too_large(self) -> ReadError:
        return ReadError(f"the {self._what} unpacks to more than is safe to read; save it anew with its reports alone")

    def _malformed(self, name: str, error: Exception) -> ReadError:
        return ReadError(f"the {self._what} is damaged: {name} is no well-formed XML ({error}); save it anew")


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _typed(name: str) -> ReadError:
    return ReadError(f"{name} declares a document type, which no Office program writes and which is not safe to read")


class _Guard(ElementTree.TreeBuilder):
    """Builds a tree; refuses document types, and what is too deep or too large."""

    def __init__(self, name: str, too_large: Callable[[], ReadError]) -> None:
        super().__init__()
        self._name, self._too_large = name, too_large
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise self._too_large()
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, *_: object) -> None:
        raise _typed(self._name)
