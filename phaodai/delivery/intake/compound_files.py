"""The directory of an OLE compound file: old Office files and password-protected new ones."""

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # sector numbers from here on have special meanings
_ENTRY_BYTES = 128
_MAX_DIRECTORY_SECTORS = 4_096
_WORD_FLAGS_OFFSET = 10
_WORD_ENCRYPTED = 0x0100


class BrokenCompoundFile(Exception):
    """The file has the signature of a compound file and not its structure."""


def stream_starts(raw: bytes) -> dict[str, int]:
    """List the streams and storages of a compound file.

    Args:
        raw: The file.

    Returns:
        For each name, the offset of its first sector in the file, bytes.

    Raises:
        BrokenCompoundFile: The header or the directory does not hold together.
    """
    try:
        return _stream_starts(raw)
    except (struct.error, IndexError) as error:
        raise BrokenCompoundFile from error


def is_encrypted_word(raw: bytes, *, start: int) -> bool:
    """Tell whether an old Word document is protected by a password.

    Args:
        raw: The file.
        start: Offset of its `WordDocument` stream, bytes.
    """
    flags = raw[start + _WORD_FLAGS_OFFSET : start + _WORD_FLAGS_OFFSET + 2]
    return len(flags) == 2 and bool(int.from_bytes(flags, "little") & _WORD_ENCRYPTED)


def _stream_starts(raw: bytes) -> dict[str, int]:
    (shift,) = struct.unpack_from("<H", raw, 30)
    if shift not in {9, 12}:
        raise BrokenCompoundFile
    size = 1 << shift
    (sector,) = struct.unpack_from("<I", raw, 48)
    table = struct.unpack_from("<109I", raw, 76)
    per_sector = size // 4
    starts: dict[str, int] = {}
    for _ in range(_MAX_DIRECTORY_SECTORS):
        if sector >= _FREE:
            break
        base = (sector + 1) * size
        for offset in range(base, base + size, _ENTRY_BYTES):
            (n_name_bytes,) = struct.unpack_from("<H", raw, offset + 64)
            if 2 <= n_name_bytes <= 64:
                name = raw[offset : offset + n_name_bytes - 2].decode("utf-16-le", "replace")
                (first,) = struct.unpack_from("<I", raw, offset + 116)
                starts[name] = (first + 1) * size
        fat_sector = table[sector // per_sector]
        fat_offset = (fat_sector + 1) * size + (sector % per_sector) * 4
        (sector,) = struct.unpack_from("<I", raw, fat_offset)
    if "Root Entry" not in starts:
        raise BrokenCompoundFile
    return starts
