"""Stored bytes handed out, by pages and API alike: to be saved, never to be shown."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from claims.intake import storage


def download(digest: str, name: str) -> FileResponse:
    """Bytes under their hash, as an attachment of no type that any browser would run. Raises Http404 when they are not here."""
    try:
        content = storage.path_of(digest).open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
