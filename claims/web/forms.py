"""What a person may type. Shape only: the rules are in the services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from claims.intake.services import Given
from claims.models import Article, ClaimLink, Desk, Evidence, Verdict
from claims.review.checklist import DONE, POINTS


class AboutArticles(forms.Form):
    """Outlet and date, as far as a person knows them. Shared by files and pasted text."""

    outlet = forms.CharField(max_length=200, required=False)
    published = forms.CharField(max_length=40, required=False)
    date_only = forms.BooleanField(required=False)

    def published_as_known(self) -> str:
        """The time as typed; only its day where only that is known."""
        published: str = self.cleaned_data["published"].strip()
        return published[:10] if self.cleaned_data["date_only"] else published

    def given(self) -> Given:
        return Given(outlet=self.cleaned_data["outlet"], published=self.published_as_known())


class DeskChoice(forms.Form):
    """On which desk, where somebody works on several."""

    desk = forms.ModelChoiceField(Desk.objects.none(), to_field_name="public_id", required=False, empty_label=None)

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])

    def chosen_desk(self) -> Desk:
        return self.cleaned_data["desk"] or self.desks[0]


class FilesForm(DeskChoice, AboutArticles):
    """One file or many. The files are looked at one by one, so a bad one is no error of the form."""

    def __init__(
        self, *args: Any, files: MultiValueDict[str, Any] | None = None, desks: list[Desk], **kwargs: Any
    ) -> None:
        super().__init__(*args, desks=desks, **kwargs)
        self.chosen = files.getlist("files") if files else []

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.chosen:
            raise forms.ValidationError(_("Choose at least one file."))
        if len(self.chosen) > settings.MAX_BATCH_FILES:
            raise forms.ValidationError(
                _("At most %(most)s files go at once; nothing was taken in."), params={"most": settings.MAX_BATCH_FILES}
            )
        return cleaned


class PasteForm(DeskChoice, AboutArticles):
    text = forms.CharField(strip=False, error_messages={"required": _("Paste the text of an article.")})
    title = forms.CharField(max_length=500, required=False)
    url = forms.CharField(max_length=2000, required=False)

    def given(self) -> Given:
        return Given(
            title=self.cleaned_data["title"],
            outlet=self.cleaned_data["outlet"],
            published=self.published_as_known(),
            url=self.cleaned_data["url"],
        )


class MetadataForm(forms.Form):
    """Title, outlet and the rest of an article. `published` takes as much of a date as is known."""

    title = forms.CharField(max_length=500, error_messages={"required": _("An article needs a title.")})
    outlet = forms.CharField(max_length=200, required=False)
    published = forms.CharField(max_length=40, required=False)
    byline = forms.CharField(max_length=300, required=False)
    url = forms.CharField(max_length=2000, required=False)
    language = forms.CharField(max_length=12, required=False)
    version = forms.IntegerField(min_value=1)

    @staticmethod
    def values_of(article: Article) -> dict[str, Any]:
        published = article.published_iso() or ""
        if article.published and article.published_precision == Article.Precision.MINUTE:
            published = f"{timezone.localtime(article.published):%Y-%m-%d %H:%M}"
        return {
            "title": article.title,
            "outlet": article.outlet.name if article.outlet else "",
            "published": published,
            "byline": article.byline,
            "url": article.url,
            "language": article.language,
            "version": article.version,
        }

    def given(self) -> Given:
        names = ("title", "outlet", "published", "byline", "url", "language")
        return Given(**{name: self.cleaned_data[name] for name in names})


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(max_length=2000, error_messages={"required": _("Say why.")})


NO_VALUE = _("Choose verified, disputed or unverifiable.")


class VerdictForm(forms.Form):
    layer = forms.ChoiceField(choices=Verdict.Layer.choices)
    value = forms.ChoiceField(
        choices=Verdict.Value.choices, error_messages={"required": NO_VALUE, "invalid_choice": NO_VALUE}
    )
    rationale = forms.CharField(max_length=20_000, required=False)
    reason = forms.CharField(max_length=2000, required=False)
    replaces = forms.UUIDField(required=False)
    wording_seen = forms.CharField(required=False, strip=False)
    evidence = forms.TypedMultipleChoiceField(required=False)
    point = forms.MultipleChoiceField(required=False, choices=[(key, key) for key in POINTS])  # those that are ticked
    label_verified = forms.UUIDField(required=False)  # the desk's word for each value; that of the chosen value counts
    label_disputed = forms.UUIDField(required=False)
    label_unverifiable = forms.UUIDField(required=False)
    review_by = forms.DateField(required=False, error_messages={"invalid": _("Write a day such as 2026-03-31.")})

    def __init__(self, *args: Any, evidence: list[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(piece.public_id), str(piece)) for piece in evidence]

    @property
    def chosen_label(self) -> UUID | None:
        """Of valid input: the desk's label for the chosen value."""
        found: UUID | None = self.cleaned_data[f"label_{self.cleaned_data['value']}"]
        return found

    @property
    def checklist(self) -> dict[str, str]:
        return dict.fromkeys(self.cleaned_data["point"], DONE)


class EvidenceForm(forms.Form):
    """A web address, a file, another claim or a contact that was made, and what it says."""

    url = forms.CharField(max_length=2000, required=False)
    file = forms.FileField(required=False, allow_empty_file=True)
    other_claim = forms.CharField(max_length=300, required=False)
    contact = forms.UUIDField(required=False)
    confidential = forms.BooleanField(required=False)
    stance = forms.ChoiceField(choices=Evidence.Stance.choices, initial=Evidence.Stance.SUPPORTS)
    weight = forms.ChoiceField(choices=Evidence.Weight.choices, initial=Evidence.Weight.SECONDARY)
    quote = forms.CharField(max_length=5000, required=False)
    locator = forms.CharField(max_length=200, required=False)
    note = forms.CharField(max_length=5000, required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        given = [cleaned.get(name) for name in ("url", "file", "other_claim", "contact")]
        if not self.errors and sum(piece not in (None, "") for piece in given) != 1:
            raise forms.ValidationError(_("Give a web address, a file, another claim or a contact: one of them."))
        return cleaned


class LinkForm(forms.Form):
    """A link that a person draws: to which claim, how the two stand to each other, and why."""

    other_claim = forms.CharField(max_length=300, error_messages={"required": _("Say which claim.")})
    relation = forms.ChoiceField(choices=ClaimLink.Relation.choices, initial=ClaimLink.Relation.RELATED)
    newer = forms.ChoiceField(choices=[("this", "this"), ("other", "other")], required=False)
    reason = forms.CharField(
        max_length=1000, error_messages={"required": _("Say in a sentence how they stand to each other.")}
    )


class LinkDecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("confirm", "confirm"), ("reject", "reject"), ("undo", "undo")])
    version = forms.IntegerField(min_value=1)
