"""A fact as its page shows it: rows, drawings, and what is agreed and what changed, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.facts import series
from claims.facts.reading import FactReading, Said
from claims.facts.series import Agreement, Change, Parting
from claims.linking.intervals import Interval
from claims.models import Article, Claim, ClaimLink
from claims.templatetags.factdesk import amount, published_words
from claims.web.fact_chart import Dot, FactChart, fact_chart
from claims.web.graph_view import GraphView, Place, view_graph
from claims.web.machine_words import in_words
from claims.web.outline import claim_address
from claims.web.panel import Hop, chain_of

SHOWN_QUARRELS = 12
MOST_JOINS = 12  # contradictions that are drawn into the chart; the list has all of them


@dataclass
class Row:
    """One version in the table."""

    said: Said
    chain: list[Hop]
    side: str
    means: str  # the interval in words
    when: str
    href: str
    on_itself: str


@dataclass
class Sentence:
    """A line of a list: a glyph with its name, and the words; `parts` are versions that it speaks of."""

    glyph: str
    glyph_words: str
    bold: str
    words: str
    parts: list[Row]


@dataclass
class Event:
    when: str
    words: str
    tail: str
    row: Row
    other: Row | None
    link: ClaimLink | None


@dataclass
class Quarrel:
    """Two versions that cannot both hold, and how that is known."""

    one: Row
    other: Row
    state: str
    reason: str
    by: str
    link: ClaimLink | None


@dataclass
class FactView:
    reading: FactReading
    rows: list[Row]
    chart: FactChart | None
    graph: GraphView
    agreed: list[Sentence]
    quarrels: list[Quarrel]
    events: list[Event]
    origins_words: str
    rule_words: str
    lede: str
    band_words: str
    compare_href: str  # two of its articles side by side

    @property
    def more_quarrels(self) -> int:
        return max(0, len(self.quarrels) - SHOWN_QUARRELS)


def view_fact(reading: FactReading, on_itself: dict[int, str]) -> FactView:
    rows = [row_of(said, reading, on_itself) for said in reading.versions]
    by_key = {row.said.version.key: row for row in rows}
    agreement = reading.agreements[0] if reading.agreements else None
    return FactView(
        reading=reading,
        rows=rows,
        chart=_chart(reading, rows),
        graph=view_graph(reading.graph, {key: Place(str(row.said.number), row.href) for key, row in by_key.items()}),
        agreed=_agreed(reading, by_key),
        quarrels=[_quarrel(reading, parting, by_key) for parting in reading.partings],
        events=[_event(reading, change, by_key) for change in reversed(reading.changes)],
        origins_words=_origins_words(reading),
        rule_words=_rule_words(reading),
        lede=_lede(reading),
        band_words=interval_words(agreement.interval, reading.unit) if agreement else "",
        compare_href=_compare_href(reading),
    )


def _compare_href(reading: FactReading) -> str:
    """The first and the last article that speak of it, side by side; empty where there is only one."""
    articles = list(dict.fromkeys(said.claim.article for said in reading.versions))
    if len(articles) < 2:
        return ""
    query = urlencode({"left": str(articles[0].public_id), "right": str(articles[-1].public_id)})
    return f"{reverse('compare')}?{query}"


def row_of(said: Said, reading: FactReading, on_itself: dict[int, str]) -> Row:
    claim = said.claim
    return Row(
        said=said,
        chain=chain_of(claim) or [_outlet_hop(claim)],
        side=said.version.side,
        means=interval_words(said.version.interval, reading.unit) if said.version.interval else "",
        when=published_words(claim.article) or _("no date"),
        href=claim_address(claim.article, claim.number, "world"),
        on_itself=in_words(on_itself.get(claim.pk, "")),
    )


def _outlet_hop(claim: Claim) -> Hop:
    outlet = claim.article.outlet
    return Hop(
        outlet.name if outlet else _("outlet unknown"),
        "outlet",
        _("in its own voice"),
        False,
        outlet.side if outlet else "",
    )


def interval_words(interval: Interval, unit: str) -> str:
    """ "81", "above 80", "41 to 93", "at most 46 km". Of counts the ends that are not included give way to the next number."""
    counts = not unit and all(end is None or end == end.to_integral_value() for end in (interval.low, interval.high))
    low, high = interval.low, interval.high
    if counts and low is not None and high is not None and low != high:
        low, high = low + interval.low_exclusive, high - interval.high_exclusive
    if low is not None and high is not None:
        words = _amount(low, unit) if low == high else _("%(low)s to %(high)s") % {
            "low": _amount(low, unit), "high": _amount(high, unit),
        }  # fmt: skip
    elif low is not None:
        words = (_("above %s") if interval.low_exclusive else _("at least %s")) % _amount(low, unit)
    elif high is not None:
        words = (_("below %s") if interval.high_exclusive else _("at most %s")) % _amount(high, unit)
    else:
        return _("not said how many")
    return words if unit in ("", "share", "people") else f"{words} {unit}"


def _amount(value: series.Decimal, unit: str) -> str:
    return _("%s %%") % amount(round(value * 100, 2)) if unit == "share" else amount(round(value, 2))


# --- the chart


def _chart(reading: FactReading, rows: Sequence[Row]) -> FactChart | None:
    dots = [_dot(row) for row in rows if row.said.version.tells]
    joined = [(part.one, part.other) for part in reading.partings if part.state == "confirmed"][:MOST_JOINS]
    agreement = reading.agreements[0].interval if reading.agreements else None
    total = float(reading.total.total) if reading.total else None
    return fact_chart(dots, agreed=agreement, total=total, joined=joined)


def _dot(row: Row) -> Dot:
    version = row.said.version
    assert version.interval is not None
    speaker = row.chain[0].name if row.chain else ""
    label = _("Version %(number)s: “%(words)s”, %(speaker)s, %(when)s") % {
        "number": row.said.number, "words": version.words, "speaker": speaker, "when": row.when,
    }  # fmt: skip
    if row.said.replaced:
        label += _(", superseded")
    return Dot(
        key=version.key,
        number=row.said.number,
        interval=version.interval,
        at=moment_of(row.said.claim.article),
        words=version.words,
        side=version.side,
        replaced=row.said.replaced,
        label=label,
        href=row.href,
    )


def moment_of(article: Article) -> datetime | None:
    """When it was published, in the reader's zone; the beginning of a mere day, nothing for less than a day."""
    if article.published is None:
        return None
    if article.published_precision == Article.Precision.MINUTE:
        return timezone.localtime(article.published)
    if article.published_precision == Article.Precision.DAY:
        day = article.published.astimezone(UTC).date()
        return datetime.combine(day, time(0), timezone.get_current_timezone())
    return None


# --- in words


def _lede(reading: FactReading) -> str:
    count = len(reading.versions)
    words = ngettext("%(count)s version in %(articles)s", "%(count)s versions in %(articles)s", count) % {
        "count": count,
        "articles": ngettext("%s article", "%s articles", reading.articles) % reading.articles,
    }
    if reading.moves:
        words += _("; ") + ngettext("the figure moved once", "the figure moved %s times", reading.moves).replace(
            "%s", str(reading.moves)
        )
    return words + "."


def _origins_words(reading: FactReading) -> str:
    return _("%(articles)s, %(origins)s") % {
        "articles": ngettext("%s article", "%s articles", reading.articles) % reading.articles,
        "origins": ngettext("%s independent origin", "%s independent origins", reading.origins) % reading.origins,
    }


def _rule_words(reading: FactReading) -> str:
    needed = reading.fact.desk.independent_origins
    best = max((len(one.origins) for one in reading.agreements), default=min(1, reading.origins))
    said = ngettext("The desk asks for %s independent origin", "The desk asks for %s independent origins", needed)
    words = said % needed
    if not reading.is_tally:
        return words + "."
    if best >= needed:
        return words + _("; there are as many whose figures fit.")
    return words + _("; so many do not fit together yet.")


def _agreed(reading: FactReading, by_key: dict[str, Row]) -> list[Sentence]:
    found = []
    if reading.total is not None:
        words = _("in all: %(giving)s of %(versions)s versions give it, and nobody gives another total.") % {
            "giving": reading.total.giving, "versions": reading.total.versions,
        }  # fmt: skip
        found.append(Sentence("corroborates", _("agreed"), amount(reading.total.total), words, []))
    for agreement in reading.agreements:
        found.append(_agreement(reading, agreement, by_key))
    for keys in reading.alike:
        rows = [by_key[key] for key in keys]
        names = _names(reading, dict.fromkeys(row.said.version.origin for row in rows))
        words = _("Confirmed links hold these versions together; behind them stand %(names)s.") % {"names": names}
        found.append(Sentence("corroborates", _("agreed"), rows[0].said.claim.wording, words, rows))
    return found


def _agreement(reading: FactReading, agreement: Agreement, by_key: dict[str, Row]) -> Sentence:
    rows = [by_key[key] for key in agreement.keys]
    words = _("fits what %(count)s independent origins say: %(names)s.") % {
        "count": len(agreement.origins), "names": _names(reading, agreement.origins),
    }  # fmt: skip
    return Sentence("corroborates", _("agreed"), interval_words(agreement.interval, reading.unit), words, rows)


def _names(reading: FactReading, origins: Sequence[str] | dict[str, None]) -> str:
    counted = [int(origin.split(" ", 1)[0]) for origin in origins if origin]  # none: a retracted source's version
    names = [reading.graph.origins[index].name or _("an unnamed source") for index in counted]
    return ", ".join(names)


def _quarrel(reading: FactReading, parting: Parting, by_key: dict[str, Row]) -> Quarrel:
    one, other = by_key[parting.one], by_key[parting.other]
    link = reading.link_between(parting.one, parting.other)
    judged = link is not None and parting.state != "unjudged"
    reason = link.reason if link is not None and judged else _("no number fits both")
    by = link.decided_by.name if link is not None and judged and link.decided_by else ""
    return Quarrel(one, other, parting.state, reason, by, link if judged else None)


def _event(reading: FactReading, change: Change, by_key: dict[str, Row]) -> Event:
    row, other = by_key[change.key], by_key.get(change.other)
    link = reading.link_between(change.key, change.other) if other else None
    words, tail = {
        "first": (_("First figure"), ""),
        "update": (_("updates"), _("later and not lower")),
        "correction": (_("corrects"), _("later and lower")),
        "parts": (_("cannot hold beside"), ""),
        "repeats": (_("says the same as"), ""),
    }[change.kind]
    return Event(row.when, words, tail, row, other, link)
