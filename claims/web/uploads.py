"""Upload: files and pasted text go in, and how far each one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims.errors import InvalidInput
from claims.intake.services import SIDECAR, Document, Given, submit_batch, submit_document
from claims.models import Article, Claim, ExtractionRun, Source, UploadBatch, UploadItem
from claims.permissions import Action, Actor, desk_ids, require
from claims.pipeline.services import retry_run
from claims.web.access import DeskRequest, desk_page
from claims.web.context import upload_desks
from claims.web.forms import FilesForm, PasteForm
from claims.web.htmx import render_partial

STEPS = ("queued", "extracting", "linking", "ready")


@desk_page
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponse:
    """Drop or choose files; paste text; the newest batch of the reader with its progress."""
    desks = _desks(request)
    if request.method == "GET":
        return _page(request, FilesForm(desks=desks), PasteForm(desks=desks), latest_batch(request.actor))
    form = FilesForm(request.POST, files=request.FILES, desks=desks)
    if not form.is_valid():
        return _page(request, form, PasteForm(desks=desks), None, status=422)
    batch = submit_batch(
        desk=form.chosen_desk(), actor=request.actor, documents=documents_of(form), zone=timezone.get_current_timezone()
    )
    return redirect("upload-batch", batch.public_id)


@desk_page
@require_POST
def paste(request: DeskRequest) -> HttpResponse:
    """A pasted text becomes an article; what is wrong with it is said at the form, with the text still in it."""
    desks = _desks(request)
    form = PasteForm(request.POST, desks=desks)
    if not form.is_valid():
        return _page(request, FilesForm(desks=desks), form, None, status=422)
    document = Document(_("Pasted text") + ".txt", form.cleaned_data["text"].encode(errors="replace"), form.given())
    batch = submit_batch(
        desk=form.chosen_desk(), actor=request.actor, documents=[document], zone=timezone.get_current_timezone()
    )
    item = batch.items.get()
    if item.outcome == UploadItem.Outcome.REFUSED:
        form.add_error(
            "published" if item.code == "published" else "url" if item.code == "url" else "text", item.message
        )
        return _page(request, FilesForm(desks=desks), form, None, status=422)
    return redirect("upload-batch", batch.public_id)


@desk_page
@require_GET
def batch_page(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    batch = get_object_or_404(readable_batches(request.actor), public_id=batch_id)
    desks = upload_desks(request.actor)
    return _page(request, FilesForm(desks=desks), PasteForm(desks=desks), batch)


@desk_page
@require_GET
def batch_progress(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    batch = get_object_or_404(readable_batches(request.actor), public_id=batch_id)
    return render_partial(request, "uploads/_batch.html", batch_context(batch, request.actor))


@desk_page
@require_POST
def open_batch(request: DeskRequest) -> HttpResponse:
    """For the script that sends files one by one: a batch without any, and where to send them."""
    desks = _desks(request)
    form = FilesForm(request.POST, desks=desks)
    form.is_valid()
    batch = submit_batch(desk=form.chosen_desk(), actor=request.actor, documents=[])
    return JsonResponse(
        {
            "page": reverse("upload-batch", args=[batch.public_id]),
            "files": reverse("upload-files", args=[batch.public_id]),
        },
        status=201,
    )


@desk_page
@require_POST
def batch_files(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """One more file of a batch, with its sidecar where it has one. Answers with the whole list."""
    batch = get_object_or_404(
        readable_batches(request.actor).filter(uploaded_by=request.actor.user), public_id=batch_id
    )
    form = FilesForm(request.POST, files=request.FILES, desks=[batch.desk])
    if not form.is_valid():
        raise InvalidInput(" ".join(map(str, form.non_field_errors())) or _("This file could not be taken in."))
    if batch.items.count() >= settings.MAX_BATCH_FILES:
        raise InvalidInput(_("This batch is full; start another one."))
    documents = documents_of(form)
    sidecar = next((document for document in documents if document.file_name.endswith(SIDECAR)), None)
    document = next((document for document in documents if document is not sidecar), documents[0])
    submit_document(
        batch=batch,
        actor=request.actor,
        document=document,
        sidecar=None if sidecar is document else sidecar,
        zone=timezone.get_current_timezone(),
    )
    return render_partial(request, "uploads/_batch.html", batch_context(batch, request.actor), status=201)


@desk_page
@require_POST
def retry(request: DeskRequest, article_id: UUID) -> HttpResponse:
    """Start a failed reading again, and go back to where the button was."""
    article = get_object_or_404(Article.objects.readable_by(request.actor), public_id=article_id)
    require(request.actor, Action.RETRY, article.desk_id)
    run = get_object_or_404(ExtractionRun.objects.filter(revision__article=article).order_by("-id")[:1])
    retry_run(run=run, actor=request.actor)
    messages.success(request, _("The article is read again."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("article", args=[article.public_id])
    return redirect(back)


# --- what the page shows ----------------------------------------------------------------------------------------------


def _desks(request: DeskRequest) -> list[Any]:
    desks = upload_desks(request.actor)
    if not desks:
        require(request.actor, Action.UPLOAD, next(iter(request.actor.roles), 0))
    return desks


def documents_of(form: FilesForm) -> list[Document]:
    given = form.given() if form.is_bound and form.is_valid() else Given()
    return [Document(file.name or "", read_at_most(file), given) for file in form.chosen]


def read_at_most(file: UploadedFile) -> bytes:
    """The bytes, but no more than show that the file is too large: a huge one is refused without being held in memory."""
    return file.read(settings.MAX_UPLOAD_BYTES + 1)


def readable_batches(actor: Actor) -> Any:
    return UploadBatch.objects.filter(desk_id__in=desk_ids(actor, Action.READ)).select_related("desk", "uploaded_by")


def latest_batch(actor: Actor) -> UploadBatch | None:
    return readable_batches(actor).filter(uploaded_by=actor.user, items__isnull=False).order_by("-id").first()


def newest_runs(revision_ids: Sequence[int]) -> dict[int, ExtractionRun]:
    """Revision id to its newest run."""
    runs = (
        ExtractionRun.objects.filter(revision_id__in=revision_ids)
        .order_by("revision_id", "-id")
        .distinct("revision_id")
    )
    return {run.revision_id: run for run in runs}


def places_in_line(actor: Actor) -> dict[int, int]:
    """Run id to its place among those of the actor's desks that wait, from 1; only the first few hundred are worth telling."""
    waiting = (
        ExtractionRun.objects.filter(
            state=ExtractionRun.State.QUEUED, revision__article__in=Article.objects.readable_by(actor)
        )
        .order_by("created_at", "pk")
        .values_list("pk", flat=True)
    )
    return {pk: place for place, pk in enumerate(waiting[:500], 1)}


def batch_context(batch: UploadBatch, actor: Actor) -> dict[str, Any]:
    """The batch's items with their runs, in a number of queries that does not grow with them."""
    items = list(batch.items.select_related("article", "revision").defer("revision__text"))
    runs = newest_runs([item.revision_id for item in items if item.revision_id])
    claims = dict(
        Claim.objects.current()
        .filter(article_id__in=[item.article_id for item in items if item.article_id])
        .values_list("article_id")
        .annotate(Count("id"))
        .order_by()
    )
    places = places_in_line(actor) if any(run.state == "queued" for run in runs.values()) else {}
    rows = []
    for item in items:
        run = runs.get(item.revision_id or 0)
        state = run.state if run else item.outcome
        rows.append(
            {
                "item": item,
                "run": run,
                "state": state,
                "claims": claims.get(item.article_id or 0, 0),
                "place": places.get(run.pk) if run else None,
                "steps": [(step, _step_words(step), _step_state(step, state)) for step in STEPS],
            }
        )
    return {
        "batch": batch,
        "rows": rows,
        "is_open": any(run.is_open for run in runs.values()),
        "ready": sum(row["state"] == "ready" for row in rows),
        "on_their_way": sum(run.is_open for run in runs.values()),
        "here_already": sum(row["state"] == "duplicate" for row in rows),
        "failed": sum(row["state"] in ("failed", "refused") for row in rows),
        "may_retry": actor.may(Action.RETRY, batch.desk_id),
    }


def _step_words(step: str) -> str:
    return {"queued": _("queued"), "extracting": _("extracting"), "linking": _("linking"), "ready": _("ready")}[step]


def _step_state(step: str, state: str) -> str:
    if state not in STEPS:
        return ""
    here, now = STEPS.index(step), STEPS.index(state)
    return "is-done" if here < now else "is-now" if here == now else ""


def _page(
    request: DeskRequest, files_form: FilesForm, paste_form: PasteForm, batch: UploadBatch | None, *, status: int = 200
) -> HttpResponse:
    desks = files_form.desks
    outlets = (
        Source.objects.filter(desk__in=desks, kind__in=["outlet", "agency"])
        .order_by("name")
        .values_list("name", flat=True)
    )
    context = {
        "place": "articles",
        "files_form": files_form,
        "paste_form": paste_form,
        "desks": desks,
        "outlets": outlets.distinct()[:200],
        "most_megabytes": settings.MAX_UPLOAD_BYTES // 1024**2,
    }
    if batch is not None:
        context |= batch_context(batch, request.actor)
    return render(request, "uploads/upload.html", context, status=status)
