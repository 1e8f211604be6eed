"""What a person may send to change claims: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FAR = 100_000_000  # beyond any text


class PlaceForm(forms.Form):
    """A stretch of the text, in code points, with the words that were seen there."""

    start = forms.IntegerField(min_value=0, max_value=FAR)
    end = forms.IntegerField(min_value=1, max_value=FAR)
    words = forms.CharField(required=False, strip=False, max_length=20_000)
    reason = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "start" in data and "end" in data and data["end"] <= data["start"]:
            self.add_error("end", _("The last word stands before the first one."))
        return data

    @property
    def seen(self) -> str | None:
        return self.cleaned_data["words"] or None


class MarkForm(PlaceForm):
    act = forms.ChoiceField(
        choices=[("claim", _("Make a claim")), ("leftover", _("Leftover")), ("text", _("Part of the article"))]
    )


class VersionForm(forms.Form):
    """An act on one claim as it was seen."""

    version = forms.IntegerField(min_value=1, max_value=FAR)
    reason = forms.CharField(required=False, max_length=2000)


class RespanForm(PlaceForm, VersionForm):
    wording = forms.CharField(required=False, max_length=2000)


class RewordForm(VersionForm):
    wording = forms.CharField(max_length=2000, error_messages={"required": _("A claim needs a wording.")})


class SplitForm(VersionForm):
    """`at` may be given several times: where the next part begins."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.at: list[int] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sent = self.data.getlist("at") if hasattr(self.data, "getlist") else []
        self.at = [int(at) for at in sent if at.isascii() and at.isdigit() and len(at) < 10]
        if not self.at or len(self.at) != len(sent):
            self.add_error(None, _("Say before which word the claim is cut."))
        return data


class MergeForm(forms.Form):
    """`claim` is given for each: its id and the version that was seen, with a colon between."""

    wording = forms.CharField(required=False, max_length=2000)
    reason = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.seen: dict[str, int] = {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sent = self.data.getlist("claim") if hasattr(self.data, "getlist") else []
        for pair in sent:
            key, _colon, version = pair.partition(":")
            if version.isascii() and version.isdigit() and len(version) < 10:
                self.seen[key] = int(version)
        if len(self.seen) < 2:
            self.add_error(None, _("Choose at least one claim to merge with."))
        return data
