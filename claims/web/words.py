"""Words of quantity: what "nearly", "some" and "dozens" allow on a desk. All members read them; seniors and moderators keep them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Conflict, DomainError
from claims.linking.house_words import LONGEST_WORD, drop_word_bound, set_word_bound, word_table
from claims.models import Desk, WordBound
from claims.permissions import Action, desk_ids, require
from claims.web.access import DeskRequest, desk_page
from claims.web.house import _at, chosen_desk
from claims.web.record import history_rows


class WordForm(forms.Form):
    """A word, whether it stands beside a number, and its bounds; an empty bound is open."""

    word = forms.CharField(max_length=LONGEST_WORD, error_messages={"required": gettext_lazy("Give the word.")})
    of = forms.ChoiceField(choices=WordBound.Of.choices)
    low = forms.DecimalField(required=False, max_digits=20, decimal_places=6)
    high = forms.DecimalField(required=False, max_digits=20, decimal_places=6)
    version = forms.IntegerField(required=False, min_value=0)


class VersionForm(forms.Form):
    version = forms.IntegerField(min_value=0)


@desk_page
@require_http_methods(["GET", "POST"])
def words(request: DeskRequest) -> HttpResponse:
    """The table of words, and a form for one of them."""
    desk, desks = chosen_desk(request)
    if request.method == "GET":
        return _page(request, desk, desks, _chosen(desk, request.GET.get("word", "")))
    require(request.actor, Action.EDIT_HOUSE_RULES, desk.pk)
    form = WordForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, desks, form, status=422)
    data = form.cleaned_data
    try:
        bound = set_word_bound(
            desk=desk, actor=request.actor, word=data["word"], of=data["of"], low=data["low"], high=data["high"],
            version=data["version"] or None,
        )  # fmt: skip
    except DomainError as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _page(request, desk, desks, form, status=409 if isinstance(error, Conflict) else 422)
    messages.success(
        request, _("“%s” is set. Suggested links of articles that use it follow in a few minutes.") % bound.word
    )
    return redirect(_at("words", desk))


@desk_page
@require_POST
def drop_word(request: DeskRequest, word_id: UUID) -> HttpResponse:
    """Go back to what the language's table says."""
    found = get_object_or_404(
        WordBound.objects.filter(desk_id__in=desk_ids(request.actor, Action.READ)), public_id=word_id
    )
    require(request.actor, Action.EDIT_HOUSE_RULES, found.desk_id)
    sent = VersionForm(request.POST)
    version = sent.cleaned_data["version"] if sent.is_valid() else -1
    try:
        drop_word_bound(bound=found, actor=request.actor, version=version)
    except Conflict as error:
        desks = list(Desk.objects.filter(pk__in=desk_ids(request.actor, Action.READ)).order_by("name"))
        chosen = _chosen(found.desk, found.word)
        return _page(request, found.desk, desks, chosen, status=409, refused=error.message)
    messages.success(request, _("“%s” means again what the language's table says.") % found.word)
    return redirect(_at("words", found.desk))


def _chosen(desk: Desk, word: str) -> WordForm:
    """The form, filled with the word that the address names."""
    row = next((row for row in word_table(desk) if row.word == word), None)
    if row is None:
        return WordForm(initial={"of": WordBound.Of.FACTOR})
    return WordForm(
        initial={
            "word": row.word, "of": row.of, "low": row.low, "high": row.high, "version": row.own.version if row.own else "",
        }
    )  # fmt: skip


def _page(
    request: DeskRequest, desk: Desk, desks: list[Desk], form: WordForm, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    rows = word_table(desk)
    kept = [row.own for row in rows if row.own]
    context: dict[str, Any] = {
        "place": "words",
        "desk": desk,
        "desks": desks,
        "may_edit": request.actor.may(Action.EDIT_HOUSE_RULES, desk.pk),
        "groups": [(kind, name, [row for row in rows if row.of == kind]) for kind, name in WordBound.Of.choices],
        "form": form,
        "kinds": WordBound.Of.choices,
        "refused": refused,
        "history": history_rows(kept, request.actor) if kept else [],
    }
    return render(request, "desk/words.html", context, status=status)
