"""Plain text in any encoding."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from claims.intake.readers import ReadDocument, UnreadableDocument

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# The first bytes of what people upload under a wrong name.
OTHER_TYPES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP or Office document",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Those that documents on the web and in newsrooms come in. Rarer ones look alike on short texts and would alter letters.
ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859_2", "iso8859_5", "iso8859_7",
    "koi8_r", "koi8_u", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "utf_16_le", "utf_16_be",
]  # fmt: skip
SAMPLE_BYTES = 200_000  # enough to tell an encoding; detection is far slower than decoding


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and notes on what decoding cost. Raises UnreadableDocument for what is no text."""
    for start, name in OTHER_TYPES.items():
        if content.startswith(start):
            raise UnreadableDocument(
                "wrong_type", f"The file is {name}, not text. Save its text as .txt or .md, or paste it."
            )
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _decoded_as(content, encoding)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    damaged = content.decode("utf-8", errors="replace")
    if any(char > "\x7f" and char != "\ufffd" for char in damaged) and damaged.count("\ufffd") <= len(damaged) / 100:
        return _decoded_as(content, "utf-8")  # UTF-8 with a few broken bytes, not another encoding
    best = from_bytes(content[:SAMPLE_BYTES], cp_isolation=ENCODINGS).best()
    return _decoded_as(content, best.encoding if best else "utf-8")


def _decoded_as(content: bytes, encoding: str) -> tuple[str, list[str]]:
    text = content.decode(encoding, errors="replace")
    notes = [] if encoding in ("utf-8", "utf-8-sig") else [f"Read as {encoding}."]
    lost = text.count("\ufffd")
    if lost > len(text) / 20:
        raise UnreadableDocument("wrong_type", "The file is not readable as text in any encoding known here.")
    if lost:
        notes.append(f"Partly read: {lost} unreadable bytes were replaced by “\ufffd”.")
    return text, notes


def cleaned(text: str) -> tuple[str, list[str]]:
    """The text as it will be kept: newlines made \\n, control characters taken out and counted."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text, removed = CONTROLS.subn("", text)
    if removed > max(20, len(text) / 10):
        raise UnreadableDocument(
            "wrong_type", "The file is full of control characters, so it is no text. Save the text itself as .txt."
        )
    return text, [f"{removed} control characters were taken out."] if removed else []


def read(content: bytes) -> ReadDocument:
    """Raises UnreadableDocument when there is no text in it."""
    text, notes = decoded(content)
    text, more = cleaned(text)
    if not text.strip():
        raise UnreadableDocument("empty", "There is no text in it.")
    return ReadDocument(text=text, notes=(*notes, *more))
