"""The contact log on the pages: an entry is logged and edited on a page of its own; and whether a claim harms a named party."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Conflict, InvalidInput
from claims.models import Claim, Contact
from claims.permissions import Action, require
from claims.review.contacts import StaleContact, edit_contact, log_contact, restore_contact, set_harm, strike_contact
from claims.web.access import DeskRequest, desk_page
from claims.web.articles import claim_of
from claims.web.contact_forms import ContactForm, HarmForm, StrikingForm, moment_words
from claims.web.reading import claim_address
from claims.web.review import answer, layer_of


@desk_page
@require_http_methods(["GET", "POST"])
def log(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Log a contact: whom, when, how, until when, and what came back."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    if request.method == "GET":
        return _page(
            request, claim, ContactForm(initial={"contacted_at": moment_words(timezone.now()), "way": "phone"})
        )
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, claim, form, status=422)
    try:
        log_contact(
            claim=claim, actor=request.actor, made=form.made(), confidential=form.cleaned_data["confidential"]
        )  # fmt: skip
    except InvalidInput as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _page(request, claim, form, status=422)
    messages.success(request, _("The contact is logged."))
    return redirect(claim_address(claim.article, claim.number, "world"))


@desk_page
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, contact_id: UUID) -> HttpResponse:
    """Add the answer, or set right what was logged. Somebody else's edit meanwhile is shown beside one's own (409)."""
    contact = get_object_or_404(
        Contact.objects.readable_by(request.actor).select_related("claim", "made_by"), public_id=contact_id
    )
    claim = claim_of(request.actor, contact.claim.public_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    if request.method == "GET":
        return _page(request, claim, ContactForm(initial=ContactForm.values_of(contact)), contact)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, claim, form, contact, status=422)
    try:
        edit_contact(
            contact=contact, actor=request.actor, version=form.cleaned_data["version"] or 0, made=form.made(contact)
        )
    except StaleContact as error:
        contact.refresh_from_db()
        return _page(request, claim, form, contact, stale=error.message, status=409)
    except InvalidInput as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _page(request, claim, form, contact, status=422)
    except Conflict as error:
        form.add_error(None, error.message)
        return _page(request, claim, form, contact, status=409)
    messages.success(request, _("The contact is saved."))
    return redirect(claim_address(claim.article, claim.number, "world"))


@desk_page
@require_POST
def strike(request: DeskRequest, contact_id: UUID) -> HttpResponse:
    """Strike an entry out that was logged by mistake, or take it up again."""
    contact = get_object_or_404(
        Contact.objects.readable_by(request.actor).select_related("claim", "made_by"), public_id=contact_id
    )
    claim = claim_of(request.actor, contact.claim.public_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    form, typed = StrikingForm(request.POST), ContactForm(initial=ContactForm.values_of(contact))
    if not form.is_valid():
        return _page(request, claim, typed, contact, striking=form, status=422)
    version = form.cleaned_data["version"]
    try:
        if request.POST.get("act") == "restore":
            restore_contact(contact=contact, actor=request.actor, version=version)
            messages.success(request, _("The entry counts again."))
        else:
            strike_contact(contact=contact, actor=request.actor, version=version, reason=form.cleaned_data["reason"])
            messages.success(request, _("The entry is struck out."))
    except StaleContact as error:
        contact.refresh_from_db()
        typed = ContactForm(initial=ContactForm.values_of(contact))
        return _page(request, claim, typed, contact, stale=error.message, striking=form, status=409)
    except (InvalidInput, Conflict) as error:
        form.add_error("reason" if error.code == "reason" else None, error.message)
        status = 409 if isinstance(error, Conflict) else 422
        return _page(request, claim, typed, contact, striking=form, status=status)
    return redirect(claim_address(claim.article, claim.number, "world"))


def _page(
    request: DeskRequest,
    claim: Claim,
    form: ContactForm,
    contact: Contact | None = None,
    *,
    stale: str = "",
    striking: StrikingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "place": "articles",
        "article": claim.article,
        "claim": claim,
        "contact": contact,
        "form": form,
        "stale": stale,
        "striking": striking,
        "version": contact.version if contact else "",
        "back": claim_address(claim.article, claim.number, "world"),
    }
    return render(request, "claims/contact.html", context, status=status)


@desk_page
@require_POST
def harm(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Say that the claim harms a named party, that it does not, or leave it to the reasons of its worth."""
    claim = claim_of(request.actor, claim_id, parts=False)
    require(request.actor, Action.REVIEW, claim.desk_id)
    form = HarmForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(_("The choice could not be understood; reload the page and try again."))
    set_harm(claim=claim, actor=request.actor, harms=form.value, version=form.cleaned_data["version"])
    claim.refresh_from_db()
    return answer(request, claim, layer_of(request))
