"""What the API says and takes of evidence, its copies, contacts and publications, and how their lists are filtered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import ChoiceOrNullField, MomentField, WordsField
from claims.api.filters import FlagFilter, IdFilter, OneFilter, Sieve, SomeFilter
from claims.api.inputs import LONG, Input, Words
from claims.api.outputs import Choice, ClaimRef, Flag, Named, Shape, Text, Whole
from claims.models import Contact, Evidence, EvidenceCopy, Publication, Verdict
from claims.publishing.services import PublishingRow
from claims.review.contacts import ContactMade

Rows = QuerySet[Any]
MOMENTS = ("contacted_at", "deadline", "answered_at")
WORDS = ("whom", "way", "asked", "answer", "right_of_reply")


# --- evidence ---------------------------------------------------------------------------------------------------------


class LookOut(Shape):
    """One look at the page that evidence names. The bytes that came are at `evidence-copies/{id}/file`."""

    evidence = serializers.UUIDField(source="evidence.public_id", read_only=True)
    state = Choice(EvidenceCopy.State.choices, read_only=True)
    attempts = Whole(read_only=True)
    fetched_at = MomentField(allow_null=True)
    final_url = WordsField(help_text="Where the page was found in the end.")
    status = Whole(read_only=True, allow_null=True, help_text="Of HTTP.")
    media_type = WordsField(help_text="As the site says.")
    size = Whole(read_only=True, allow_null=True)
    sha256 = WordsField()
    error = WordsField(help_text="Why there is no copy.")
    created_at = MomentField()


class EvidenceOut(Shape):
    """A piece of evidence. A confidential one is shown to its owner only, and to no other program."""

    claim = serializers.UUIDField(source="claim.public_id", read_only=True)
    kind = Choice(Evidence.Kind.choices, read_only=True)
    url = WordsField()
    other_claim = ClaimRef(read_only=True, allow_null=True)
    contact = serializers.UUIDField(source="contact.public_id", read_only=True, default=None, allow_null=True)
    file_name = WordsField()
    media_type = WordsField(help_text="Of the file, as its bytes say.")
    size = Whole(read_only=True, allow_null=True)
    sha256 = WordsField(help_text="Of the file.")
    weight = Choice(Evidence.Weight.choices, read_only=True)
    stance = Choice(Evidence.Stance.choices, read_only=True)
    quote = WordsField()
    locator = WordsField()
    note = WordsField()
    confidential = Flag(read_only=True)
    look = serializers.SerializerMethodField(help_text="The newest look at the page.")
    accessed_at = MomentField()
    added_by = Named(read_only=True)
    created_at = MomentField()

    @extend_schema_field(LookOut(allow_null=True))
    def get_look(self, piece: Evidence) -> Any:
        looks = list(piece.copies.all())
        newest = max(looks, key=lambda look: look.pk, default=None)
        return LookOut(newest).data if newest else None


class EvidenceIn(Input):
    """One of `url`, `other_claim` and `contact`; a file comes in a form."""

    claim = serializers.UUIDField()
    stance = serializers.ChoiceField(Evidence.Stance.choices)
    url = Words(max_length=2000, allow_blank=True, default="")
    other_claim = serializers.UUIDField(allow_null=True, default=None)
    contact = serializers.UUIDField(allow_null=True, default=None, help_text="An entry of the claim's contact log.")
    weight = serializers.ChoiceField(Evidence.Weight.choices, default=Evidence.Weight.SECONDARY)
    quote = Words(max_length=LONG, allow_blank=True, default="")
    locator = Words(max_length=200, allow_blank=True, default="")
    note = Words(max_length=LONG, allow_blank=True, default="")
    confidential = serializers.BooleanField(
        default=False, help_text="Seen by you and by senior reviewers only; it stays so."
    )


class EvidenceFileIn(EvidenceIn):
    """A form of the type multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True, max_length=None)


class EvidenceFilters(Sieve):
    claim = IdFilter("claim")
    kind = OneFilter(choices=Evidence.Kind.choices)
    stance = OneFilter(choices=Evidence.Stance.choices)
    weight = OneFilter(choices=Evidence.Weight.choices)
    added_by = IdFilter("added_by")
    confidential = FlagFilter("confidential")

    class Meta:
        model = Evidence
        fields: list[str] = []


class LookFilters(Sieve):
    evidence = IdFilter("evidence")
    claim = IdFilter("evidence__claim")
    state = SomeFilter(choices=EvidenceCopy.State.choices)

    class Meta:
        model = EvidenceCopy
        fields: list[str] = []


# --- contacts ---------------------------------------------------------------------------------------------------------


class ContactOut(Shape):
    """An entry of a claim's contact log. A confidential one is shown to its owner only, and to no other program."""

    claim = serializers.UUIDField(source="claim.public_id", read_only=True)
    whom = Text(read_only=True)
    way = Choice(Contact.Way.choices, read_only=True)
    contacted_at = MomentField()
    deadline = MomentField(allow_null=True)
    asked = WordsField()
    answer = WordsField()
    answered_at = MomentField(allow_null=True)
    right_of_reply = Flag(read_only=True, help_text="The party that the claim harms was asked.")
    confidential = Flag(read_only=True)
    made_by = Named(read_only=True)
    struck_at = MomentField(allow_null=True, help_text="Since when it counts for nothing: it was logged by mistake.")
    struck_by = Named(read_only=True, allow_null=True)
    struck_reason = WordsField()
    version = Whole(read_only=True, help_text="Send it with an edit, or as If-Match.")
    created_at = MomentField()


class MadeContact(Input):
    """What the two bodies that tell of a contact share."""

    def made(self, before: Contact | None = None) -> ContactMade:
        """As the services take it; what was not sent stays as `before` has it."""
        sent = self.validated_data
        if before is None:
            return ContactMade(**{name: sent[name] for name in (*WORDS, *MOMENTS)})
        return ContactMade(**{name: sent.get(name, getattr(before, name)) for name in (*WORDS, *MOMENTS)})


class ContactFields(MadeContact):
    whom = Words(max_length=200)
    way = serializers.ChoiceField(Contact.Way.choices)
    contacted_at = serializers.DateTimeField()
    deadline = serializers.DateTimeField(allow_null=True, default=None)
    asked = Words(max_length=LONG, allow_blank=True, default="")
    answer = Words(max_length=LONG, allow_blank=True, default="")
    answered_at = serializers.DateTimeField(allow_null=True, default=None, help_text="Left out with an answer: now.")
    right_of_reply = serializers.BooleanField(default=False)


class ContactIn(ContactFields):
    claim = serializers.UUIDField()
    confidential = serializers.BooleanField(
        default=False, help_text="Seen by you and by senior reviewers only; it stays so."
    )


class ContactEdit(MadeContact):
    """Fields that are left out stay."""

    whom = Words(max_length=200, required=False)
    way = serializers.ChoiceField(Contact.Way.choices, required=False)
    contacted_at = serializers.DateTimeField(required=False)
    deadline = serializers.DateTimeField(allow_null=True, required=False)
    asked = Words(max_length=LONG, allow_blank=True, required=False)
    answer = Words(max_length=LONG, allow_blank=True, required=False)
    answered_at = serializers.DateTimeField(allow_null=True, required=False)
    right_of_reply = serializers.BooleanField(required=False)
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="The version that you read; or send If-Match."
    )


class StrikingIn(Input):
    reason = Words(max_length=2000)
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="The version that you read; or send If-Match."
    )


class TakenUpIn(Input):
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="The version that you read; or send If-Match."
    )


class ContactFilters(Sieve):
    claim = IdFilter("claim")
    way = SomeFilter(choices=Contact.Way.choices)
    right_of_reply = FlagFilter("right_of_reply")
    answered = FlagFilter(method="by_answered")
    struck = FlagFilter(method="by_struck", help_text="Whether it was struck out.")
    made_by = IdFilter("made_by")
    confidential = FlagFilter("confidential")

    class Meta:
        model = Contact
        fields: list[str] = []

    def by_struck(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(struck_at__isnull=value != "true")

    def by_answered(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(answered_at__isnull=value != "true")


class HarmIn(Input):
    harms_named_party = serializers.BooleanField(allow_null=True, help_text="Null: as the reasons of its worth say.")
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="The claim's, as you read it.")


class HarmOut(serializers.Serializer[Any]):
    """Whether the claim harms a named party, which then has the right of reply before a verdict is published."""

    claim = serializers.UUIDField(source="public_id", read_only=True)
    harms_named_party = serializers.BooleanField(read_only=True, allow_null=True, help_text="As a person set it.")
    harms = Flag(read_only=True, help_text="As it counts.")
    heard = Flag(read_only=True, help_text="Whether that party had its say.")
    version = Whole(read_only=True)


# --- publishing -------------------------------------------------------------------------------------------------------


class PublicationOut(Shape):
    """That a verdict went out. While it stands, the verdict changes only by a correction or a reopening."""

    claim = serializers.UUIDField(source="claim.public_id", read_only=True)
    verdict = serializers.UUIDField(source="verdict.public_id", read_only=True)
    value = Choice(Verdict.Value.choices, source="verdict.value", read_only=True)
    published_by = Named(read_only=True)
    world_state = Text(
        source="claim.world_state", read_only=True, help_text="How the claim stands now; “reopened”: since it went out."
    )
    retracted_at = MomentField(allow_null=True)
    retracted_by = Named(read_only=True, allow_null=True)
    retracted_reason = WordsField()
    created_at = MomentField()


class PublicationIn(Input):
    claim = serializers.UUIDField()
    verdict = serializers.UUIDField(help_text="The one that held on the world layer when you looked.")


class PublicationFilters(Sieve):
    claim = IdFilter("claim")
    article = IdFilter("claim__article")
    value = SomeFilter("verdict__value", choices=Verdict.Value.choices)
    standing = FlagFilter(method="by_standing", help_text="Only those that are, or are not, out now.")
    published_by = IdFilter("published_by")

    class Meta:
        model = Publication
        fields: list[str] = []

    def by_standing(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(retracted_at__isnull=value == "true")


class PublishingRowOut(serializers.Serializer[Any]):
    """What became of one claim when its article was published, or would become of it."""

    claim = serializers.UUIDField(source="claim.public_id", read_only=True)
    number = Whole(source="claim.number", read_only=True)
    publication = serializers.UUIDField(
        source="publication.public_id", read_only=True, default=None, allow_null=True, help_text="What is out now."
    )
    can_go = serializers.SerializerMethodField()
    code = ChoiceOrNullField(
        [(word, word) for word in ("not_in_review", "review_open", "no_verdict", "already_published", "right_of_reply", "stale_verdict")],
        help_text="What keeps it from going out.",
    )  # fmt: skip
    message = serializers.SerializerMethodField()

    @extend_schema_field({"type": "boolean"})
    def get_can_go(self, row: PublishingRow) -> bool:
        return row.obstacle is None

    @extend_schema_field({"type": ["string", "null"]})
    def get_message(self, row: PublishingRow) -> str | None:
        return row.obstacle.message if row.obstacle else None
