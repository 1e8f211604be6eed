"""The desk's own ways: labels for the core verdicts, and rules of review. All members read them; seniors and moderators keep them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Conflict, DomainError
from claims.models import Desk, HouseLabel, Verdict
from claims.permissions import Action, desk_ids, require
from claims.review.labels import LONGEST_NAME, add_label, edit_label, edit_rules, is_carried, remove_label, shown_name
from claims.web.access import DeskRequest, desk_page
from claims.web.record import history_rows

COLOURS = {
    "": gettext_lazy("as the core verdict"),
    "verified": gettext_lazy("green"),
    "disputed": gettext_lazy("red"),
    "unverifiable": gettext_lazy("violet"),
    "attention": gettext_lazy("ochre"),
    "ink": gettext_lazy("ink"),
}


class LabelForm(forms.Form):
    """A label's names, colour and place. The name in each further language has a field of its own."""

    value = forms.ChoiceField(choices=Verdict.Value.choices, required=False)
    name = forms.CharField(max_length=LONGEST_NAME, error_messages={"required": gettext_lazy("Give the label a name.")})
    colour = forms.ChoiceField(choices=list(COLOURS.items()), required=False)
    ordinal = forms.IntegerField(min_value=0, max_value=9999, required=False)
    retired = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(max_length=LONGEST_NAME, required=False)

    def names(self, otherwise: dict[str, str]) -> dict[str, str]:
        """The names by language; those of languages that the page does not know stay."""
        typed = {code: self.cleaned_data[f"name_{code}"] for code, _language in settings.LANGUAGES}
        return {**otherwise, **typed}

    @property
    def by_language(self) -> list[tuple[str, str, Any]]:
        return [(code, language, self[f"name_{code}"]) for code, language in settings.LANGUAGES]


class RulesForm(forms.Form):
    independent_origins = forms.IntegerField()
    second_review_from = forms.FloatField(required=False)
    review_after_days = forms.IntegerField(required=False)


def chosen_desk(request: DeskRequest) -> tuple[Desk, list[Desk]]:
    """The desk that the address names, else the reader's first one, and all of the reader's desks."""
    desks = list(Desk.objects.filter(pk__in=desk_ids(request.actor, Action.READ)).order_by("name"))
    wanted = request.GET.get("desk", "")
    found = [desk for desk in desks if str(desk.public_id) == wanted] if wanted else desks[:1]
    if not found:
        raise Http404
    return found[0], desks


def _at(name: str, desk: Desk) -> str:
    return f"{reverse(name)}?desk={desk.public_id}"


# --- labels -----------------------------------------------------------------------------------------------------------


@desk_page
@require_http_methods(["GET", "POST"])
def labels(request: DeskRequest) -> HttpResponse:
    """The desk's labels, and a form to add one."""
    desk, desks = chosen_desk(request)
    if request.method == "GET":
        return _labels_page(request, desk, desks)
    require(request.actor, Action.EDIT_HOUSE_RULES, desk.pk)
    form = LabelForm(request.POST)
    if not form.is_valid():
        return _labels_page(request, desk, desks, form=form, status=422)
    try:
        data = form.cleaned_data
        label = add_label(
            desk=desk, actor=request.actor, value=data["value"], name=data["name"], names=form.names({}), colour=data["colour"]
        )  # fmt: skip
    except DomainError as error:
        return _labels_page(request, desk, desks, form=_told(form, error), status=_status(error))
    messages.success(request, _("“%s” can be chosen with the next verdict.") % shown_name(label))
    return redirect(_at("labels", desk))


@desk_page
@require_http_methods(["GET", "POST"])
def label(request: DeskRequest, label_id: UUID) -> HttpResponse:
    """One label: its names, colour, place, and whether it is retired."""
    found = get_object_or_404(
        HouseLabel.objects.filter(desk_id__in=desk_ids(request.actor, Action.READ)), public_id=label_id
    )
    require(request.actor, Action.EDIT_HOUSE_RULES, found.desk_id)
    if request.method == "GET":
        return _label_page(request, found, LabelForm(initial=_as_typed(found)))
    form = LabelForm(request.POST)
    if not form.is_valid():
        return _label_page(request, found, form, status=422)
    data = form.cleaned_data
    try:
        edit_label(
            label=found, actor=request.actor, name=data["name"], names=form.names(found.names), colour=data["colour"],
            ordinal=data["ordinal"], retired=data["retired"],
        )  # fmt: skip
    except DomainError as error:
        return _label_page(request, found, _told(form, error), status=_status(error))
    messages.success(request, _("The label is saved."))
    return redirect(_at("labels", found.desk))


@desk_page
@require_POST
def drop_label(request: DeskRequest, label_id: UUID) -> HttpResponse:
    """Remove a label that no verdict carries."""
    found = get_object_or_404(
        HouseLabel.objects.filter(desk_id__in=desk_ids(request.actor, Action.READ)), public_id=label_id
    )
    remove_label(label=found, actor=request.actor)
    messages.success(request, _("The label is removed."))
    return redirect(_at("labels", found.desk))


def _labels_page(
    request: DeskRequest, desk: Desk, desks: list[Desk], *, form: LabelForm | None = None, status: int = 200
) -> HttpResponse:
    found = list(HouseLabel.objects.filter(desk=desk).order_by("ordinal", "id"))
    context = {
        "place": "labels",
        "desk": desk,
        "desks": desks,
        "may_edit": request.actor.may(Action.EDIT_HOUSE_RULES, desk.pk),
        "groups": [(value, [label for label in found if label.value == value]) for value in Verdict.Value.values],
        "form": form or LabelForm(initial={"value": "verified"}),
        "colours": COLOURS.items(),
        "history": history_rows(found, request.actor) if found else [],
    }
    return render(request, "house/labels.html", context, status=status)


def _label_page(request: DeskRequest, label: HouseLabel, form: LabelForm, *, status: int = 200) -> HttpResponse:
    in_use = is_carried(label)
    context = {
        "label": label,
        "form": form,
        "colours": COLOURS.items(),
        "in_use": in_use,
        "back": _at("labels", label.desk),
        "history": history_rows([label], request.actor),
    }
    return render(request, "house/label.html", context, status=status)


def _as_typed(label: HouseLabel) -> dict[str, Any]:
    typed = {field: getattr(label, field) for field in ("value", "name", "colour", "ordinal", "retired")}
    return typed | {f"name_{code}": label.names.get(code, "") for code, _language in settings.LANGUAGES}


def _told(form: Any, error: DomainError) -> Any:
    where = {"label_name": "name"}.get(error.code, error.code)
    form.add_error(where if where in form.fields else None, error.message)
    return form


def _status(error: DomainError) -> int:
    return 409 if isinstance(error, Conflict) else 422


# --- rules ------------------------------------------------------------------------------------------------------------


@desk_page
@require_http_methods(["GET", "POST"])
def rules(request: DeskRequest) -> HttpResponse:
    """How many origins a verdict needs, from which worth on two people decide, when it is looked at again."""
    desk, desks = chosen_desk(request)
    names = ("independent_origins", "second_review_from", "review_after_days")
    if request.method == "GET":
        return _rules_page(request, desk, desks, RulesForm(initial={name: getattr(desk, name) for name in names}))
    require(request.actor, Action.EDIT_HOUSE_RULES, desk.pk)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _rules_page(request, desk, desks, form, status=422)
    try:
        edit_rules(desk=desk, actor=request.actor, **{name: form.cleaned_data[name] for name in names})
    except DomainError as error:
        return _rules_page(request, desk, desks, _told(form, error), status=_status(error))
    messages.success(request, _("The rules are saved. They hold for what is decided from now on."))
    return redirect(_at("rules", desk))


def _rules_page(
    request: DeskRequest, desk: Desk, desks: list[Desk], form: RulesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "place": "rules",
        "desk": desk,
        "desks": desks,
        "form": form,
        "may_edit": request.actor.may(Action.EDIT_HOUSE_RULES, desk.pk),
        "history": history_rows([desk], request.actor),
    }
    return render(request, "house/rules.html", context, status=status)
