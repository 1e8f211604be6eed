"""What a person may type about work on claims: who, until when, how urgent; the acts on many; saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.accounts import members_of
from claims.models import BulkAct, Claim, Membership, User
from claims.review.bulk import Asked
from claims.review.work import assignable
from claims.web.forms import DeskChoice

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time in the reader's zone, as the browser's own control writes them."""

    def __init__(self, **options: Any) -> None:
        formats = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        messages = {"invalid": _("Write a day and a time such as 2025-03-02 18:30.")}
        super().__init__(input_formats=formats, error_messages=messages, **options)


def moment(value: datetime | None) -> str:
    """A time as the browser's control wants it."""
    return timezone.localtime(value).strftime(MOMENT) if value else ""


def same_minute(a: datetime | None, b: datetime | None) -> bool:
    return a is not None and b is not None and abs((a - b).total_seconds()) < 60


class WorkForm(forms.Form):
    """Whose a claim is, until when, how urgent and how risky."""

    assignee = forms.ModelChoiceField(User.objects.none(), to_field_name="public_id", required=False)
    deadline = MomentField(required=False)
    priority = forms.TypedChoiceField(choices=Claim.Priority.choices, coerce=int)
    risk = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=1)

    def __init__(self, *args: Any, claim: Claim, members: list[Membership] | None = None, **kwargs: Any) -> None:
        initial = {
            "assignee": claim.assignee.public_id if claim.assignee else "", "deadline": moment(claim.deadline),
            "priority": claim.priority, "risk": claim.risk, "version": claim.version,
        }  # fmt: skip
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.claim = claim
        self.members = members_of(claim.desk_id) if members is None else members
        self.people = assignable(self.members)
        _choose_among(self.fields["assignee"], self.people)

    def clean_deadline(self) -> datetime | None:
        """As it was, where its minute was not touched."""
        deadline: datetime | None = self.cleaned_data["deadline"]
        return self.claim.deadline if same_minute(deadline, self.claim.deadline) else deadline


class DeadlineForm(forms.Form):
    """When an article is due."""

    deadline = MomentField(required=False)


class BulkForm(forms.Form):
    """What a bulk act needs beside its claims; the fields of other verbs are left alone."""

    verb = forms.ChoiceField(choices=BulkAct.Verb.choices, error_messages={"required": _("Choose what to do.")})
    assignee = forms.ModelChoiceField(User.objects.none(), to_field_name="public_id", required=False)
    deadline = MomentField(required=False)
    priority = forms.TypedChoiceField(choices=Claim.Priority.choices, coerce=int, required=False, empty_value=0)  # type: ignore[arg-type]
    risk = forms.TypedChoiceField(
        choices=[("yes", _("Flag")), ("no", _("Take the flag back"))], required=False, coerce=lambda v: v == "yes", empty_value=True,  # type: ignore[arg-type]
    )  # fmt: skip
    words = forms.CharField(max_length=20_000, required=False)

    def __init__(self, *args: Any, desk_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = assignable(members_of(desk_id))
        _choose_among(self.fields["assignee"], self.people)

    def asked(self) -> Asked:
        data = self.cleaned_data
        names = ("assignee", "deadline", "priority", "risk", "words")
        return Asked(**{name: data[name] for name in names if name in data})


class ViewForm(DeskChoice):
    """A saved view: its name, and whether the desk sees it."""

    name = forms.CharField(max_length=80, error_messages={"required": _("A view needs a name.")})
    shared = forms.BooleanField(required=False)
    query = forms.CharField(max_length=2000, required=False)


def _choose_among(field: forms.Field, people: list[User]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = User.objects.filter(pk__in=[person.pk for person in people])
