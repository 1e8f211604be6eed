"""1. An upload becomes an article, or is refused with a reason."""

from __future__ import annotations

import json
import logging
import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from claims import history
from claims.errors import InvalidInput
from claims.intake import storage
from claims.intake.readers import ReadDocument, UnreadableDocument, markdown, plain
from claims.intake.readers.plain import CONTROLS
from claims.metadata import checked_url, parse_published, shortened
from claims.models import Article, Desk, ExtractionRun, How, Revision, Source, UploadBatch, UploadItem
from claims.permissions import Action, Actor, require
from claims.sources import find_or_create_source
from claims.tasks import enqueue_run

log = logging.getLogger(__name__)

READERS = {".txt": plain.read, ".text": plain.read, ".md": markdown.read, ".markdown": markdown.read}
SIDECAR = ".meta.json"
SIDECAR_KEYS = ("title", "published", "outlet", "url", "byline", "language")


class Refused(InvalidInput):
    """One document cannot be taken; the others of its batch can."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person, a sidecar or the document's own front matter says of an article. Empty: not said."""

    title: str = ""
    outlet: str = ""
    published: str = ""
    url: str = ""
    byline: str = ""
    language: str = ""

    def over(self, other: Mapping[str, Any]) -> Given:
        """These values, and where one is empty, the other's."""
        return replace(
            self, **{key: str(other[key]) for key in SIDECAR_KEYS if not getattr(self, key) and other.get(key)}
        )

    def cleaned(self) -> Given:
        """Without characters that no title means and the database cannot store: NUL, controls, lone surrogates."""
        return replace(self, **{key: CONTROLS.sub("", getattr(self, key)).strip() for key in SIDECAR_KEYS})


@dataclass(frozen=True, slots=True)
class Document:
    """One file or pasted text as it came in."""

    file_name: str
    content: bytes
    given: Given = field(default_factory=Given)


# --- taking documents in ----------------------------------------------------------------------------------------------


def submit_batch(*, desk: Desk, actor: Actor, documents: Iterable[Document], zone: tzinfo = UTC) -> UploadBatch:
    """Take in one document or many; each one is stored or refused by itself. Sidecars (X.txt.meta.json) join their file.

    `zone` is where times without an offset are meant. Raises Forbidden; never for a bad document.
    """
    require(actor, Action.UPLOAD, desk.pk)
    documents = list(documents)
    batch = UploadBatch.objects.create(desk=desk, uploaded_by=actor.user)
    names = {document.file_name for document in documents}
    # by their whole names: two folders may each have an a.txt with its own sidecar
    sidecars = {d.file_name.removesuffix(SIDECAR): d for d in documents if d.file_name.endswith(SIDECAR)}
    for document in documents:
        if document.file_name.endswith(SIDECAR) and document.file_name.removesuffix(SIDECAR) in names:
            continue
        submit_document(
            batch=batch, actor=actor, document=document, sidecar=sidecars.get(document.file_name), zone=zone
        )
    return batch


def submit_document(
    *, batch: UploadBatch, actor: Actor, document: Document, sidecar: Document | None = None, zone: tzinfo = UTC
) -> UploadItem:
    """One document of a batch: accepted, found to be here already, or refused with a reason. Raises Forbidden only."""
    require(actor, Action.UPLOAD, batch.desk_id)
    item = UploadItem(batch=batch, file_name=safe_name(document.file_name), size=len(document.content))
    try:
        return _accept(item=item, actor=actor, document=document, sidecar=sidecar, zone=zone)
    except (InvalidInput, UnreadableDocument) as error:
        return _refuse(item, error.code, error.message)
    except OperationalError:
        raise  # the database is away: the whole request says so
    except Exception:  # a bug in reading one document must not lose the others of its batch
        log.exception("a document could not be taken in")
        return _refuse(
            item, "broken", "Something went wrong here with this file, and it has been logged. It was not taken in."
        )


def _refuse(item: UploadItem, code: str, message: str) -> UploadItem:
    item.outcome, item.code, item.message = UploadItem.Outcome.REFUSED, code, message
    item.article = item.revision = None
    return _save(item)


def _save(item: UploadItem) -> UploadItem:
    """Give the item the next place in its batch; two files of one batch may come at the same moment."""
    with transaction.atomic():
        UploadBatch.objects.select_for_update().get(pk=item.batch_id)
        item.ordinal = (item.batch.items.aggregate(last=Max("ordinal"))["last"] or 0) + 1
        item.save()
    return item


def _accept(
    *, item: UploadItem, actor: Actor, document: Document, sidecar: Document | None, zone: tzinfo
) -> UploadItem:
    content = document.content
    _check_size(content)
    item.sha256 = storage.sha256(content)
    known = _article_of_bytes(item.batch.desk_id, item.sha256)
    if known is not None:
        return _duplicate(item, known, "The same file")
    read = _read(document)
    given = document.given.over(_read_sidecar(sidecar)).over(read.given).cleaned()
    if len(read.text) > settings.MAX_TEXT_CHARACTERS:
        raise Refused(
            _("The text has %(text)s characters; at most %(max_text_characters)s are taken.")
            % {"text": f"{len(read.text):,}", "max_text_characters": f"{settings.MAX_TEXT_CHARACTERS:,}"},
            code="too_long",
        )
    fields = _given_fields(given, read, zone)
    digest = storage.sha256(read.text.encode())
    try:
        storage.store(content)
    except OSError as error:
        log.exception("an upload could not be stored")
        raise Refused(
            _("The server could not store the file (its disk may be full). Nothing was taken in; try again later."),
            code="not_stored",
        ) from error
    known = _article_of_text(item.batch.desk_id, digest)
    if known is not None:
        return _duplicate(item, known, "The same text")
    # before the transaction below: adding a source writes history, whose lock is held until the commit
    outlet = find_or_create_source(desk=item.batch.desk, name=given.outlet, actor=actor) if given.outlet else None
    try:
        with transaction.atomic():
            return _create_article(item, actor, read, outlet, fields, digest)
    except IntegrityError:
        known = _article_of_text(item.batch.desk_id, digest)  # it came at the same moment
        if known is None:
            raise
        return _duplicate(item, known, "The same text")


def _create_article(
    item: UploadItem, actor: Actor, read: ReadDocument, outlet: Source | None, fields: dict[str, Any], digest: str
) -> UploadItem:
    """File, article, revision, run and history row, in the caller's one transaction; then the hint."""
    desk = item.batch.desk
    article = Article.objects.create(
        desk=desk,
        uploaded_by=actor.user,
        text_sha256=digest,
        outlet=outlet,
        outlet_how=How.GIVEN if outlet else "",
        **fields,
    )
    revision = Revision.objects.create(article=article, text=read.text, text_sha256=digest, notes=list(read.notes))
    run = ExtractionRun.objects.create(revision=revision)
    item.outcome, item.article, item.revision = UploadItem.Outcome.ACCEPTED, article, revision
    item.message = " ".join(read.notes)
    _save(item)
    history.append(
        verb="uploaded",
        subject=article,
        desk=desk,
        actor=actor,
        after={"title": article.title, "file": item.file_name, "sha256": item.sha256, "text_sha256": digest},
    )
    transaction.on_commit(lambda: enqueue_run(run.pk), robust=True)
    return item


def _check_size(content: bytes) -> None:
    if not content or not content.strip():
        raise Refused(_("The file is empty."), code="empty")
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise Refused(
            _("The file is larger than %(max_upload_bytes)s MB.")
            % {"max_upload_bytes": settings.MAX_UPLOAD_BYTES // 1024**2},
            code="too_large",
        )


def _article_of_bytes(desk_id: int, digest: str) -> Article | None:
    item = (
        UploadItem.objects.filter(sha256=digest, batch__desk_id=desk_id, article__state=Article.State.LIVE)
        .select_related("article")
        .order_by("id")
        .first()
    )
    return item.article if item else None


def _article_of_text(desk_id: int, digest: str) -> Article | None:
    return Article.objects.live().filter(desk_id=desk_id, text_sha256=digest).first()


def _duplicate(item: UploadItem, known: Article, what: str) -> UploadItem:
    item.outcome, item.article, item.revision = UploadItem.Outcome.DUPLICATE, known, None
    item.message = f"{what} as “{known.title}”, which is here already. Nothing was added."
    return _save(item)


def _read(document: Document) -> ReadDocument:
    extension = os.path.splitext(safe_name(document.file_name))[1].lower()
    reader = READERS.get(extension)
    if reader is None:
        kinds = ", ".join(sorted(set(READERS) - {".text", ".markdown"}))
        raise Refused(
            _("Files of the kind “%(extension)s” are not read here; %(kinds)s are.")
            % {"extension": extension or "without an ending", "kinds": kinds},
            code="unknown_type",
        )
    return reader(document.content)


def _read_sidecar(sidecar: Document | None) -> dict[str, Any]:
    if sidecar is None:
        return {}
    if len(sidecar.content) > 100_000:
        raise Refused(
            _("The sidecar %(file_name)s is larger than 100 kB.") % {"file_name": safe_name(sidecar.file_name)},
            code="sidecar",
        )
    try:
        values = json.loads(sidecar.content)
    except (ValueError, RecursionError) as error:
        raise Refused(
            _("The sidecar %(file_name)s is no JSON.") % {"file_name": safe_name(sidecar.file_name)}, code="sidecar"
        ) from error
    if not isinstance(values, dict) or any(not isinstance(values.get(key) or "", str) for key in SIDECAR_KEYS):
        raise Refused(
            _("The sidecar %(file_name)s must be an object with text in it.")
            % {"file_name": safe_name(sidecar.file_name)},
            code="sidecar",
        )
    return values


def _given_fields(given: Given, read: ReadDocument, zone: tzinfo) -> dict[str, Any]:
    """The article's columns as far as they are given; the rest is filled in when the text is read by a worker."""
    fields: dict[str, Any] = {}
    published = parse_published(given.published, zone=zone)
    if published:
        fields |= {"published": published.time, "published_precision": published.precision, "published_how": How.GIVEN}
    if given.title.strip():
        fields |= {"title": shortened(given.title), "title_how": How.GIVEN}
    elif read.title:
        fields |= {"title": shortened(read.title), "title_how": How.PARSED}
    else:
        first = next(line for line in read.text.splitlines() if line.strip())
        fields |= {"title": shortened(first), "title_how": How.GUESSED}
    if given.byline.strip():
        fields |= {"byline": shortened(given.byline), "byline_how": How.GIVEN}
    if given.url.strip():
        fields |= {"url": checked_url(given.url), "url_how": How.GIVEN}
    if given.language.strip():
        fields |= {"language": given.language.strip()[:12], "language_how": How.GIVEN}
    return fields


def safe_name(name: str) -> str:
    """A file name fit to show: no folders, no control or direction characters, at most 255 of them. Nothing is stored under it."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    if len(name) > 255:
        stem, extension = os.path.splitext(name)
        name = stem[: 255 - len(extension[:20])] + extension[:20]
    return name.strip() or "unnamed"
