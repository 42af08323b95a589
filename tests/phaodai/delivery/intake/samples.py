"""Small files of every kind, made by hand: honest ones and hostile ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


# --- Word -------------------------------------------------------------------------------------


def para(text: str = "", *, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    inside = f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def listed(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of an automatic list."""
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(text, properties=numbering)


def table(*rows: Iterable[Iterable[str]]) -> str:
    """A table; each cell is a list of texts, a paragraph each."""
    body = "".join(
        "<w:tr>"
        + "".join("<w:tc>" + "".join(para(text) for text in cell) + "</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


def level(i: int, form: str, text: str, *, more: str = "", start: int = 1) -> str:
    """A level of a list template."""
    return (
        f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, more: str = "") -> str:
    """The numbering part: template 5, used by lists 1 and 2 (2 starts again at 1)."""
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="5">{"".join(levels)}'
        f'</w:abstractNum>{more}<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="5"/>{again}</w:num></w:numbering>'
    )


def document(body: str) -> str:
    """The main part."""
    return f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE_RELS}"><w:body>{body}</w:body></w:document>'


def relations(**targets: str) -> str:
    """The relationships of the main part: kind to target."""
    rows = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE_RELS}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for i, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{RELS}">{rows}</Relationships>'


def types(main: str = WORD_MAIN, part: str = "/word/document.xml", more: str = "") -> str:
    """The table of content types."""
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="{part}" ContentType="{main}"/>{more}</Types>'
    )


def package(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str = "", *, main: str = WORD_MAIN, **parts: str | bytes) -> bytes:
    """A Word file.

    Args:
        body: Blocks of the main part.
        main: Content type of the main part.
        parts: Further parts by the last word of their relationship: `styles`, `numbering`,
            `header`, `footnotes`.
    """
    everything: dict[str, str | bytes] = {
        "[Content_Types].xml": types(main),
        "word/document.xml": document(body),
        "word/_rels/document.xml.rels": relations(**{name: f"{name}.xml" for name in parts}),
    }
    everything |= {f"word/{name}.xml": content for name, content in parts.items()}
    return package(everything)


def docx_with(name: str, content: str | bytes, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest Word file with one part added or replaced."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types(),
        "word/document.xml": document(para("Kính gửi: Sở Y tế")),
        "word/_rels/document.xml.rels": relations(),
    }
    parts[name] = content
    return package(parts, method=method)


def overlapping_bomb(n_entries: int = 400, n_kernel: int = 20_000) -> bytes:
    """A zip whose entries all share one compressed kernel."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = kernel.compress(b"\0" * n_kernel) + kernel.flush()
    crc = zlib.crc32(b"\0" * n_kernel)
    padding = b"x" * n_entries * n_kernel  # so that the ratio alone does not give it away
    fields = (20, 0, 8, 0, 0, crc, len(data), n_kernel)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields, 5, 0) + b"00000" + data
    directory = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields, 5, 0, 0, 0, 0, 0, 0)
        + f"{i:05}".encode()
        for i in range(n_entries)
    )
    at = len(local) + len(padding)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, n_entries, n_entries, len(directory), at, 0)
    return local + padding + directory + end


def patched_sizes(raw: bytes, name: bytes, size: int) -> bytes:
    """The same zip, lying about the unpacked size of one entry in its directory."""
    at = raw.rindex(name) - 46
    return raw[: at + 24] + struct.pack("<I", size) + raw[at + 28 :]


def flagged_encrypted(raw: bytes) -> bytes:
    """The same zip with the encryption flag on every entry of its directory."""
    out = bytearray(raw)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 8] |= 1
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


# --- old Office -------------------------------------------------------------------------------


def compound(*names: str, first_bytes: bytes = b"", looped: bool = False) -> bytes:
    """An OLE compound file with named streams, sectors of 512 bytes: FAT, directory, data."""
    header = bytearray(512)
    header[:8] = COMPOUND
    struct.pack_into("<HHH", header, 24, 0x3E, 3, 0xFFFE)
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<I", header, 60, 0xFFFFFFFE)
    struct.pack_into("<I", header, 68, 0xFFFFFFFE)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    chain = [0xFFFFFFFD, 1 if looped else 0xFFFFFFFE, 0xFFFFFFFE] + [0xFFFFFFFF] * 125
    entries = b""
    for name in ("Root Entry", *names):
        entry = bytearray(128)
        coded = name.encode("utf-16-le")
        entry[: len(coded)] = coded
        struct.pack_into("<H", entry, 64, len(coded) + 2)
        struct.pack_into("<I", entry, 116, 2)
        entries += entry
    data = first_bytes.ljust(512, b"\0")
    return bytes(header) + struct.pack("<128I", *chain) + entries.ljust(512, b"\0") + data


# --- PDF --------------------------------------------------------------------------------------

A4 = (595, 842)


def words_at(*placed: tuple[float, float, str], size: float = 14) -> str:
    """Drawing orders for texts at places, points from the lower left corner."""
    return "".join(
        f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for x, y, text in placed
    )


def pdf(*contents: str, page_more: str = "", trailer_more: str = "", objects: bytes = b"") -> bytes:
    """A PDF with a page per content; its one font maps every Unicode letter to itself."""
    n = len(contents)
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(n))
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
        "endcodespacerange "
        + "".join(
            f"1 beginbfrange <{high:02X}00> <{high:02X}FF> <{high:02X}00> endbfrange "
            for high in (0x00, 0x01, 0x03, 0x1E, 0x20)
        )
        + "endcmap end"
    )
    rows: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {n} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /Times /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times /DW 450 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R >>",
        5: b"<< /Type /FontDescriptor /FontName /Times /Flags 4 /FontBBox [0 -200 1000 900] "
        b"/Ascent 900 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 >>",
        6: _stream(to_unicode.encode()),
    }
    for i, content in enumerate(contents):
        rows[10 + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents "
            f"{11 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> {page_more} >> >>"
        ).encode()
        rows[11 + 2 * i] = _stream(content.encode("latin-1"))
    out = b"%PDF-1.7\n"
    places = {}
    for number, row in rows.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + row + b"\nendobj\n"
    out += objects
    start = len(out)
    out += b"xref\n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010} 00000 n \n".encode()
    size = max(places) + 1
    return (
        out
        + (
            f"trailer << /Size {size} /Root 1 0 R {trailer_more} >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )


def picture_pdf(grey: bytes, width: int, height: int) -> bytes:
    """A PDF of one page that is a picture and nothing else."""
    picture = zlib.compress(grey)
    head = (
        f"50 0 obj\n<< /Type /XObject /Subtype /Image /Width {width} /Height {height} "
        f"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
        f"/Length {len(picture)} >>\nstream\n"
    ).encode()
    return _repaired(
        pdf(
            f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /I1 Do Q",
            page_more="/XObject << /I1 50 0 R >>",
            objects=head + picture + b"\nendstream\nendobj\n",
        )
    )


def _repaired(raw: bytes) -> bytes:
    """Drop the table of objects, so that the reader finds the added objects by itself."""
    return (
        raw[: raw.rindex(b"xref\n", 0, raw.rindex(b"startxref"))]
        + raw[raw.rindex(b"trailer") : raw.rindex(b"startxref")]
    )


def _stream(content: bytes, *, flate: bool = False) -> bytes:
    if flate:
        content = zlib.compress(content, 9)
    coded = " /Filter /FlateDecode" if flate else ""
    return f"<< /Length {len(content)}{coded} >>\nstream\n".encode() + content + b"\nendstream"


def pdf_bomb() -> bytes:
    """A PDF whose one page unpacks to 600 MB of drawing orders."""
    maker = zlib.compressobj(9)
    piece = b"0 0 m 1 1 l S " * 70_000
    data = b"".join(maker.compress(piece) for _ in range(600)) + maker.flush()
    head = f"11 0 obj\n<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n".encode()
    return _repaired(pdf("", objects=head + data + b"\nendstream\nendobj\n"))


# --- pictures ---------------------------------------------------------------------------------


def png(width: int, height: int, *, stated: tuple[int, int] | None = None) -> bytes:
    """A white grey PNG; `stated` lets it lie about its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", *(stated or (width, height)), 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def tiff_loop() -> bytes:
    """A TIFF whose directory points to itself."""
    tags = struct.pack("<HHII", 256, 3, 1, 10) + struct.pack("<HHII", 257, 3, 1, 10)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + tags + struct.pack("<I", 8)
