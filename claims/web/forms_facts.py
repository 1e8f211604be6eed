"""What a person may type about facts and sources. Shape only: the rules are in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import Source

CHOOSE_ONE = _("Choose one.")


class VersionForm(forms.Form):
    """An act on what somebody has seen."""

    version = forms.IntegerField(min_value=1)


class FactNameForm(VersionForm):
    name = forms.CharField(max_length=300, error_messages={"required": _("A fact needs a name.")})


class FactEndForm(VersionForm):
    closed = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class ChosenClaimsForm(VersionForm):
    """Some of a fact's claims, and the name of the new fact they may go to."""

    claims = forms.TypedMultipleChoiceField(error_messages={"required": _("Choose at least one claim.")})
    name = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, claims: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["claims"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(claim, claim) for claim in claims]


class MergeForm(VersionForm):
    """Into which other one; `reason` is kept in the history."""

    into = forms.UUIDField(error_messages={"required": CHOOSE_ONE, "invalid": CHOOSE_ONE})
    reason = forms.CharField(max_length=2000, required=False)


class GatherForm(forms.Form):
    """Into which fact a claim goes: one that is there, or a new one of that name (empty: a suggested name)."""

    fact = forms.UUIDField(required=False)
    name = forms.CharField(max_length=300, required=False)
    moved_from = forms.UUIDField(required=False)


class UndoForm(forms.Form):
    event = forms.IntegerField(min_value=1, max_value=2**62)


class SourceForm(forms.Form):
    """A source as it is edited; `version` is missing where it is added."""

    name = forms.CharField(max_length=200, error_messages={"required": _("A source needs a name.")})
    kind = forms.ChoiceField(choices=Source.Kind.choices)
    side = forms.ChoiceField(choices=Source.Side.choices)
    parent = forms.CharField(max_length=200, required=False)
    reason = forms.CharField(max_length=2000, required=False)
    version = forms.IntegerField(min_value=1, required=False)

    @staticmethod
    def values_of(source: Source) -> dict[str, Any]:
        return {
            "name": source.name,
            "kind": source.kind,
            "side": source.side,
            "parent": source.parent.name if source.parent else "",
            "version": source.version,
        }


class RatingForm(VersionForm):
    letter = forms.ChoiceField(
        choices=Source.Reliability.choices, error_messages={"required": _("Choose a letter from A to F.")}
    )
    reason = forms.CharField(max_length=2000, error_messages={"required": _("Say why: a rating needs its reason.")})


class RetractionForm(VersionForm):
    """Why a source is retracted, and at which of its own hosts addresses are its word; the page shows all of them."""

    reason = forms.CharField(max_length=2000, error_messages={"required": _("Say why the source is retracted.")})
    hosts = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, hosts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hosts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(host, host) for host in hosts]


class RestoringForm(VersionForm):
    """Why a retraction is taken back, and whether the verdicts that reopened for it hold again."""

    reason = forms.CharField(max_length=2000, error_messages={"required": _("Say why the retraction is taken back.")})
    give_back = forms.BooleanField(required=False)


class AliasForm(forms.Form):
    name = forms.CharField(max_length=200, error_messages={"required": _("Say by which other name it goes.")})


class CredibilityForm(forms.Form):
    """1 to 6, or empty for not rated; `seen` is what the page showed."""

    credibility = forms.IntegerField(min_value=1, max_value=6, required=False)
    seen = forms.IntegerField(min_value=1, max_value=6, required=False)
