"""Office packages (zip): checked as a whole before any part is unpacked."""

import contextlib
import io
import posixpath
import re
import struct
import zipfile
import zlib
from itertools import pairwise
from xml.etree import ElementTree
from xml.parsers import expat

from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.limits import Limits
from phaodai.delivery.intake.notes import Note

_DIRECTORY_ENTRY = b"PK\x01\x02"
_CONTENT_TYPES = "[Content_Types].xml"
_ENCRYPTED = 0x1
_LOCAL_HEADER_BYTES = 30
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNSAFE_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")
_MAIN_TYPES = ("wordprocessingml.document.main+xml",)
_MACRO_MARKS = ("macroenabled", "vnd.ms-office.vbaproject")


class Package:
    """A checked Word package: named parts, each unpacked on demand and parsed safely."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        """Check a package as a whole; nothing but its table of types is unpacked.

        Args:
            raw: The file.
            limits: Ceilings on entries, sizes and ratio.

        Raises:
            UnreadableFile: DAMAGED, ARCHIVE_BOMB, UNSAFE_CONTENT, PASSWORD_PROTECTED, MACROS,
                IS_SPREADSHEET, IS_ARCHIVE or WRONG_KIND.
        """
        self._limits = limits
        if raw.count(_DIRECTORY_ENTRY) > limits.max_entries:
            raise UnreadableFile(UnreadableCode.ARCHIVE_BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError):
            raise UnreadableFile(UnreadableCode.DAMAGED) from None
        self._entries = self._zip.infolist()
        self._check_entries(len(raw))
        self.names = frozenset(entry.filename for entry in self._entries)
        self.main_part = self._main_part()
        self._check_declarations()

    @property
    def notes(self) -> list[Note]:
        """List what lies in the package and is never opened or followed."""
        found = []
        if any("/embeddings/" in name or "/activeX/" in name for name in self.names):
            found.append(Note.EMBEDDED_IGNORED)
        folder, _, name = self.main_part.rpartition("/")
        for owner in (name, "settings.xml"):
            part = self.tree(f"{folder}/_rels/{owner}.rels")
            for relation in [] if part is None else part:
                kind = (relation.get("Type") or "").rpartition("/")[2]
                if kind == "aFChunk" and Note.EMBEDDED_IGNORED not in found:
                    found.append(Note.EMBEDDED_IGNORED)
                external = relation.get("TargetMode") == "External" and kind != "hyperlink"
                if external and Note.LINKS_IGNORED not in found:
                    found.append(Note.LINKS_IGNORED)
        return found

    def related(self, kind: str) -> dict[str, str]:
        """Find the parts that the main part is related to in one way.

        Args:
            kind: Last word of the relationship's type, such as "header" or "numbering".

        Returns:
            Part name by relationship id, parts inside the package only.
        """
        folder, _, name = self.main_part.rpartition("/")
        rels = self.tree(f"{folder}/_rels/{name}.rels")
        found: dict[str, str] = {}
        for relation in [] if rels is None else rels:
            if relation.get("TargetMode") == "External":
                continue
            if (relation.get("Type") or "").rpartition("/")[2] != kind:
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
            if target.lstrip("/") in self.names:
                found[relation.get("Id") or ""] = target.lstrip("/")
        return found

    def tree(self, name: str) -> ElementTree.Element | None:
        """Parse one XML part; None when the package has no such part.

        Raises:
            UnreadableFile: The part is too large, damaged, or declares a document type.
        """
        if name not in self.names:
            return None
        content = self._unpack(name)
        _check_prolog(content)
        try:
            return ElementTree.fromstring(content)  # noqa: S314 - no declarations: just checked
        except (ElementTree.ParseError, LookupError, ValueError):
            raise UnreadableFile(UnreadableCode.DAMAGED) from None

    def _unpack(self, name: str) -> bytes:
        entry = self._zip.getinfo(name)
        if entry.file_size > self._limits.max_part_bytes:
            raise UnreadableFile(UnreadableCode.ARCHIVE_BOMB)
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise UnreadableFile(UnreadableCode.DAMAGED) from None

    def _check_entries(self, n_bytes: int) -> None:
        """Judge the table of contents: names, sizes, ratio, overlaps."""
        unpacked = sum(entry.file_size for entry in self._entries)
        if (
            len(self._entries) > self._limits.max_entries
            or unpacked > self._limits.max_unpacked_bytes
            or unpacked > self._limits.max_ratio * n_bytes
            or self._overlap()
        ):
            raise UnreadableFile(UnreadableCode.ARCHIVE_BOMB)
        if any(entry.flag_bits & _ENCRYPTED for entry in self._entries):
            raise UnreadableFile(UnreadableCode.PASSWORD_PROTECTED)
        names = [entry.filename for entry in self._entries]
        if any(_UNSAFE_NAME.search(name) for name in names):
            raise UnreadableFile(
                UnreadableCode.UNSAFE_CONTENT, what="đường dẫn lạ bên trong / odd paths inside"
            )
        if len({name.lower() for name in names}) < len(names):
            raise UnreadableFile(
                UnreadableCode.UNSAFE_CONTENT, what="hai phần trùng tên / two parts of one name"
            )
        if any(entry.compress_type not in _METHODS for entry in self._entries):
            raise UnreadableFile(UnreadableCode.DAMAGED)

    def _overlap(self) -> bool:
        """Tell whether two entries share bytes of the file, the trick of the smallest bombs."""
        spans = sorted(
            (entry.header_offset, entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size)
            for entry in self._entries
        )
        return any(earlier[1] > later[0] for earlier, later in pairwise(spans))

    def _main_part(self) -> str:
        if "mimetype" in self.names and _CONTENT_TYPES not in self.names:
            raise self._open_document()
        types = self.tree(_CONTENT_TYPES)
        if types is None:
            raise UnreadableFile(UnreadableCode.IS_ARCHIVE)
        declared = [
            (node.get("PartName") or "", (node.get("ContentType") or "").lower()) for node in types
        ]
        everything = " ".join(kind for _, kind in declared)
        if "spreadsheetml" in everything and "wordprocessingml" not in everything:
            raise UnreadableFile(UnreadableCode.IS_SPREADSHEET)
        if any(mark in everything for mark in _MACRO_MARKS) or any(
            name.lower().endswith("vbaproject.bin") for name in self.names
        ):
            raise UnreadableFile(UnreadableCode.MACROS)
        for part, kind in declared:
            if kind.endswith(_MAIN_TYPES) and part.lstrip("/") in self.names:
                return part.lstrip("/")
        if "wordprocessingml.document" in everything:
            raise UnreadableFile(UnreadableCode.DAMAGED)
        raise UnreadableFile(
            UnreadableCode.WRONG_KIND,
            what_vi="tệp Office khác (PowerPoint, mẫu Word…)",
            what_en="another Office file (PowerPoint, a Word template…)",
        )

    def _open_document(self) -> UnreadableFile:
        if b"spreadsheet" in self._unpack("mimetype"):
            return UnreadableFile(UnreadableCode.IS_SPREADSHEET)
        return UnreadableFile(
            UnreadableCode.WRONG_KIND, what_vi="tệp OpenDocument", what_en="an OpenDocument file"
        )

    def _check_declarations(self) -> None:
        """Refuse any XML part that declares a document type, whether it is read or not."""
        for name in self.names:
            if name.lower().endswith((".xml", ".rels", ".vml")):
                _check_prolog(self._unpack(name))


class _RootReached(Exception):
    """The prolog is over."""


def _check_prolog(content: bytes) -> None:
    """Refuse a document type declaration: Word writes none, and entities come in no other way.

    Notes:
        A declaration can only stand before the first element, so reading stops there. What is
        wrong with the XML itself is found when the part is read.
    """

    def declared(*_: object) -> None:
        raise UnreadableFile(
            UnreadableCode.UNSAFE_CONTENT, what="khai báo thực thể XML / XML entity declarations"
        )

    def reached(*_: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = reached
    with contextlib.suppress(_RootReached, expat.ExpatError, LookupError, ValueError):
        parser.Parse(content)
