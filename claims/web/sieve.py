"""Which claims of an article are shown: by state, kind, worth, and what the machine noticed about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from claims.models import Article, Claim, ClaimLink, Finding
from claims.models.base import State
from claims.spans import Span
from claims.web.outline import Stop

WORTH = ("0.3", "0.5", "0.7")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What the form above the text asks for; nothing set shows everything."""

    states: tuple[str, ...] = ()
    kind: str = ""
    worth: str = ""
    with_findings: bool = False
    contradicted: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.query)

    @property
    def query(self) -> str:
        """As the page's address has it."""
        pairs = [("state", state) for state in self.states]
        pairs += [(name, value) for name, value in (("kind", self.kind), ("worth", self.worth)) if value]
        pairs += [("findings", "1")] * self.with_findings + [("contradicted", "1")] * self.contradicted
        return urlencode(pairs)

    def sifted(
        self, stops: Sequence[Stop], article: Article, findings: Sequence[Finding], asked: int | None
    ) -> list[Stop]:
        """The claims that pass, in the order of the text, with the one that was asked for by number."""
        if not self.is_set:
            return list(stops)
        places = [Span(*span[:2]) for row in findings if row.dismissed_at is None for span in row.spans]
        against = _contradicted(article) if self.contradicted else set()
        return [stop for stop in stops if stop.number == asked or self._passes(stop, places, against)]

    def _passes(self, stop: Stop, places: Sequence[Span], against: set[int]) -> bool:
        return (
            (not self.states or stop.state in self.states)
            and (not self.kind or stop.kind == self.kind)
            and (not self.worth or stop.worth >= float(self.worth))
            and (not self.with_findings or any(place.overlaps(stop.span) for place in places))
            and (not self.contradicted or stop.number in against)
        )


EVERYTHING = Sieve()


def sieve_of(request: HttpRequest) -> Sieve:
    """As the page's address says; an act that htmx sends from the page keeps the page's."""
    asked: QueryDict = request.GET
    htmx = getattr(request, "htmx", None)
    if request.method == "POST" and htmx and htmx.current_url_abs_path:
        asked = QueryDict(htmx.current_url_abs_path.partition("?")[2])
    kind, worth = asked.get("kind", ""), asked.get("worth", "")
    return Sieve(
        states=tuple(state for state in State.values if state in asked.getlist("state")),
        kind=kind if kind in Claim.Kind.values else "",
        worth=worth if worth in WORTH else "",
        with_findings=asked.get("findings") == "1",
        contradicted=asked.get("contradicted") == "1",
    )


def _contradicted(article: Article) -> set[int]:
    """The numbers of claims that a suggested or confirmed contradiction touches."""
    links = ClaimLink.objects.open().filter(relation=ClaimLink.Relation.CONTRADICTS)
    rows = links.filter(Q(left__article=article) | Q(right__article=article))
    numbers = set()
    for left_article, left, right_article, right in rows.values_list(
        "left__article", "left__number", "right__article", "right__number"
    ):
        numbers |= {left} if left_article == article.pk else set()
        numbers |= {right} if right_article == article.pk else set()
    return numbers
