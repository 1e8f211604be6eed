"""What kind of file some bytes are, told from the bytes alone; pure."""

from __future__ import annotations

import os
import re

STARTS: list[tuple[int, bytes, str]] = [
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-cfb"),  # Word, Excel and Outlook before 2007
    (0, b"{\\rtf", "application/rtf"),
]
PROGRAMS = [
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!",
    b"L\x00\x00\x00\x01\x14\x02",
]  # fmt: skip
IN_ZIP = [
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
]
NAMED = {  # an ending that promises a kind → how the kinds begin that it may hold
    ".pdf": ("application/pdf",),
    ".png": ("image/",), ".jpg": ("image/",), ".jpeg": ("image/",), ".gif": ("image/",), ".webp": ("image/",), ".tif": ("image/",),
    ".tiff": ("image/",), ".heic": ("image/",), ".avif": ("image/",),
    ".mp3": ("audio/",), ".wav": ("audio/",), ".m4a": ("audio/", "video/mp4"), ".ogg": ("audio/",), ".flac": ("audio/",),
    ".mp4": ("video/", "audio/mp4"), ".mov": ("video/",), ".webm": ("video/",), ".mkv": ("video/",), ".avi": ("video/",),
    ".docx": (IN_ZIP[0][1],), ".xlsx": (IN_ZIP[1][1],), ".pptx": (IN_ZIP[2][1],),
    ".odt": ("application/vnd.oasis",), ".ods": ("application/vnd.oasis",), ".zip": ("application/",),
    ".doc": ("application/x-cfb", "application/rtf"), ".xls": ("application/x-cfb",), ".msg": ("application/x-cfb",),
    ".rtf": ("application/rtf",),
    ".html": ("text/",), ".htm": ("text/",), ".txt": ("text/",), ".md": ("text/",), ".csv": ("text/",), ".json": ("text/",),
    ".xml": ("text/",), ".eml": ("text/",), ".svg": ("text/",),
}  # fmt: skip
OPEN_DOCUMENT = re.compile(rb"application/(?:vnd\.oasis\.opendocument\.[a-z-]{1,40}|epub\+zip)")
LOOKED_AT = 4096  # bytes at the start, for what is text
CONTROLS = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}


class UnknownKind(Exception):
    """Not kept, and why, in words."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


def media_type_of(content: bytes, file_name: str = "") -> str:
    """The media type of the bytes. Raises UnknownKind for programs, for what nobody knows, and for bytes that are something else
    than the name's ending says."""
    found = _told(content)
    ending = os.path.splitext(file_name)[1].lower()
    promised = NAMED.get(ending)
    if promised is not None and not found.startswith(promised):
        raise UnknownKind(f"The file is called {ending} but its bytes are {found}.", "wrong_type")
    return found


def _told(content: bytes) -> str:
    if any(content.startswith(start) for start in PROGRAMS):
        raise UnknownKind("The file is a program or a script, which is not kept as evidence.", "unknown_type")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(content)
    for offset, start, kind in STARTS:
        if content[offset : offset + len(start)] == start:
            return kind
    head = content[:LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if not any(byte in CONTROLS for byte in head):
        opening = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return "text/html" if opening.startswith((b"<!doctype html", b"<html")) else "text/plain"
    raise UnknownKind(
        "The bytes of this file are of no kind that is known here: documents, pictures, sound, video and text are kept.",
        "unknown_type",
    )


def _in_zip(content: bytes) -> str:
    """The kind of document that a zip holds, from the names in it; nothing is unpacked."""
    if content[30:38] == b"mimetype":
        words = content[38:138].split(b"PK")[0]
        if OPEN_DOCUMENT.fullmatch(words):
            return words.decode()
    if b"[Content_Types].xml" in content:
        return next((kind for name, kind in IN_ZIP if name in content), "application/zip")
    return "application/zip"
