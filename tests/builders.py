"""The least that is valid, without randomness: each builder makes what it needs and takes what it is given."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from claims import accounts
from claims.intake.storage import sha256
from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    Desk,
    Evidence,
    ExtractionRun,
    How,
    NearCopy,
    Placement,
    Publication,
    Quantity,
    Revision,
    Role,
    Source,
    Todo,
    User,
    WordBound,
)
from claims.permissions import Actor
from claims.publishing.services import publish_verdict
from claims.review.contacts import ContactMade
from claims.review.evidence import add_evidence
from claims.review.gates import latest_verdict
from claims.review.links import judge_link
from claims.review.second import decide_claim
from claims.review.services import record_verdict

_count = itertools.count(1)
PASSWORD = "correct horse battery staple"


def make_desk(name: str = "") -> Desk:
    return accounts.create_desk(name=name or f"Desk {next(_count)}")


def make_user(username: str = "", **fields: Any) -> User:
    name = username or f"person{next(_count)}"
    return User.objects.create_user(username=name, password=PASSWORD, **fields)


def make_member(desk: Desk, role: str = Role.REVIEWER, **fields: Any) -> User:
    user = make_user(fields.pop("username", f"{role}{next(_count)}"), **fields)
    accounts.set_role(desk=desk, user=user, role=role)
    return user


def actor(user: User, via: str = "page") -> Actor:
    return Actor(user=user, via=via)


def make_source(desk: Desk, name: str = "", **fields: Any) -> Source:
    return Source.objects.create(desk=desk, name=name or f"Outlet {next(_count)}", **fields)


def make_article(
    desk: Desk | None = None,
    text: str = "",
    *,
    uploaded_by: User | None = None,
    run_state: str = "ready",
    **fields: Any,
) -> Article:
    """A live article with one revision, and a run in that state."""
    desk = desk or make_desk()
    text = text or f"Council confirms flood toll number {next(_count)}\n\nThe river rose by two metres overnight."
    digest = sha256(text.encode())
    article = Article.objects.create(
        desk=desk, uploaded_by=uploaded_by or make_member(desk, Role.EDITOR), title=fields.pop("title", text.splitlines()[0][:300]),
        title_how=How.GUESSED, text_sha256=digest, **fields,
    )  # fmt: skip
    revision = Revision.objects.create(article=article, text=text, text_sha256=digest)
    ExtractionRun.objects.create(
        revision=revision, state=run_state, error="It broke." if run_state == "failed" else "",
        finished_at=timezone.now() if run_state in ("ready", "failed") else None,
    )  # fmt: skip
    return article


def make_claim(
    article: Article | None = None,
    quote: str = "The river rose by two metres overnight",
    *,
    speaker: str = "",
    **fields: Any,
) -> Claim:
    """A claim at the first place of `quote` in the article's newest revision; the article is made with that sentence if need be."""
    article = article or make_article(text=f"Flood report {next(_count)}\n\n{quote}.")
    revision = article.revisions.latest("number")
    start = revision.text.index(quote)
    claim = Claim.objects.create(
        desk=article.desk, article=article, number=fields.pop("number", article.claims.count() + 1), quote=quote,
        wording=fields.pop("wording", quote), kind=fields.pop("kind", Claim.Kind.EVENT), zone=fields.pop("zone", Claim.Zone.BODY),
        check_worthiness=fields.pop("check_worthiness", 0.5), extractor=fields.pop("extractor", "test 1"), **fields,
    )  # fmt: skip
    Placement.objects.create(claim=claim, revision=revision, start=start, end=start + len(quote))
    if speaker:
        Attribution.objects.create(
            claim=claim, ordinal=0, source_words=speaker, resolved=speaker, cue="said", type="indirect"
        )
    return claim


def make_quantity(claim: Claim, surface: str, **fields: Any) -> Quantity:
    start = claim.quote.index(surface)
    return Quantity.objects.create(
        claim=claim, ordinal=claim.quantities.count(), start=start, end=start + len(surface), surface=surface,
        modifier=fields.pop("modifier", "exact"), **fields,
    )  # fmt: skip


def make_link(left: Claim, right: Claim, relation: str = "corroborates", **fields: Any) -> ClaimLink:
    left, right = sorted((left, right), key=lambda claim: claim.pk)
    return ClaimLink.objects.create(
        desk=left.desk, left=left, right=right, relation=relation, score=fields.pop("score", 0.8), rule=fields.pop("rule", "test"),
        reason=fields.pop("reason", "made for a test"), **fields,
    )  # fmt: skip


def make_near_copy(one: Article, other: Article, **fields: Any) -> NearCopy:
    """That the newest texts of the two share their first 20 characters."""
    left, right = sorted(
        (one.revisions.latest("number"), other.revisions.latest("number")), key=lambda revision: revision.pk
    )
    return NearCopy.objects.create(
        desk=one.desk, left=left, right=right, containment=fields.pop("containment", 0.8),
        passages=fields.pop("passages", [[0, 20, 0, 20]]), **fields,
    )  # fmt: skip


def make_evidence(
    claim: Claim, reviewer: User, url: str = "https://example.org/report", stance: str = "supports", **fields: Any
) -> Evidence:
    return add_evidence(claim=claim, actor=actor(reviewer), stance=stance, url=url, **fields)


def make_verdict(claim: Claim, reviewer: User, value: str = "verified", layer: str = "world") -> Any:
    if not claim.evidence.exists():
        make_evidence(claim, reviewer)
    return record_verdict(
        claim=claim, actor=actor(reviewer), layer=layer, value=value, rationale="Read the report.", replaces=None
    )


def contact_made(**fields: Any) -> ContactMade:
    """What a person says of a contact of yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    return ContactMade(**{"whom": "The harbour master", "way": "phone", "contacted_at": yesterday, **fields})


def make_publication(claim: Claim, editor: User) -> Publication:
    return publish_verdict(claim=claim, actor=actor(editor), verdict=latest_verdict(claim, "world"))


def confirm(link: ClaimLink, reviewer: User) -> ClaimLink:
    return judge_link(link=link, actor=actor(reviewer), state="confirmed", version=link.version)


def make_todo(claim: Claim, reason: str = "Its link was confirmed") -> Todo:
    return Todo.objects.create(desk=claim.desk, claim=claim, cause=Todo.Cause.LINK, reason=reason)


def make_word_bound(desk: Desk, word: str = "nearly", low: str | None = "0.9", high: str | None = "1") -> WordBound:
    """What the desk takes a word beside a number to allow."""
    ends = {name: None if end is None else Decimal(end) for name, end in (("low", low), ("high", high))}
    return WordBound.objects.create(desk=desk, word=word, of=WordBound.Of.FACTOR, **ends)


def make_conflict(claim: Claim, values: tuple[str, str] = ("unverifiable", "disputed"), *people: User) -> Claim:
    """The claim with two decisions that differ on its world layer; it must be one on which two decide."""
    first, second = people or (make_member(claim.desk), make_member(claim.desk))
    make_evidence(claim, second)
    for user, value in ((first, values[0]), (second, values[1])):
        decide_claim(
            claim=claim,
            actor=actor(user),
            layer="world",
            value=value,
            rationale=f"As {user.name} sees it.",
            replaces=None,
        )
    claim.refresh_from_db()
    return claim


def create_token_for(user: User, desk: Desk, name: str = "Feed reader") -> str:
    """A token's key, for reading."""
    return accounts.create_token(user=user, desk=desk, name=name, scopes=["read"])[1]
