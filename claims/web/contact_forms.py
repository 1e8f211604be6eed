"""What a person may type of a contact, and of a publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.models import Contact
from claims.review.contacts import ContactMade

MOMENT = {"invalid": _("Write a day and a time such as 2026-03-31 14:30.")}


class ContactForm(forms.Form):
    """An entry of the contact log. Times are in the reader's zone."""

    whom = forms.CharField(max_length=200, error_messages={"required": _("Say whom you asked.")})
    way = forms.ChoiceField(choices=Contact.Way.choices)
    contacted_at = forms.DateTimeField(error_messages={"required": _("Say when you asked."), **MOMENT})
    deadline = forms.DateTimeField(required=False, error_messages=MOMENT)
    asked = forms.CharField(max_length=20_000, required=False)
    answer = forms.CharField(max_length=20_000, required=False)
    answered_at = forms.DateTimeField(required=False, error_messages=MOMENT)
    right_of_reply = forms.BooleanField(required=False)
    confidential = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=1, required=False)

    @staticmethod
    def values_of(contact: Contact) -> dict[str, Any]:
        names = ("whom", "way", "asked", "answer", "right_of_reply", "confidential", "version")
        moments = {name: moment_words(getattr(contact, name)) for name in ("contacted_at", "deadline", "answered_at")}
        return {name: getattr(contact, name) for name in names} | moments

    def made(self, before: Contact | None = None) -> ContactMade:
        """As the services take it. A time that was not touched keeps its seconds."""
        data = self.cleaned_data
        moments = {name: data[name] for name in ("contacted_at", "deadline", "answered_at")}
        if before is not None:
            for name, typed in moments.items():
                kept = getattr(before, name)
                if typed is not None and kept is not None and typed == kept.replace(second=0, microsecond=0):
                    moments[name] = kept
        words = {name: data[name] for name in ("whom", "way", "asked", "answer", "right_of_reply")}
        return ContactMade(**words, **moments)


class StrikingForm(forms.Form):
    """Why an entry is struck out; nothing where it is taken up again."""

    version = forms.IntegerField(min_value=1)
    reason = forms.CharField(max_length=2000, required=False)


def moment_words(moment: Any) -> str:
    """As an input of a day and a time takes it, in the reader's zone."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else ""


class HarmForm(forms.Form):
    harms = forms.ChoiceField(choices=[("automatic", "automatic"), ("yes", "yes"), ("no", "no")])
    version = forms.IntegerField(min_value=1)

    @property
    def value(self) -> bool | None:
        return {"automatic": None, "yes": True, "no": False}[self.cleaned_data["harms"]]
