"""What many templates draw: icons, verdicts, number lines, bars, numbers in the reader's way of writing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template import Library
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.models import Article, Claim, HouseLabel, Quantity
from claims.models.base import State
from claims.review.labels import shown_name
from claims.spans import Span
from claims.web import drawing, machine_words
from claims.web.panel import surfaces_in

register = Library()

STATE_WORDS = dict(State.choices)
POWERS = {"km2": "km²", "m2": "m²", "miles2": "square miles", "m3": "m³"}
FINDINGS = {
    "caption_against_text": gettext_noop("Caption against text"),
    "conversion": gettext_noop("Conversion is off"),
    "doubled_bound": gettext_noop("Doubled bound"),
    "headline_without_body": gettext_noop("Headline without body"),
    "part_above_whole": gettext_noop("Part above its whole"),
    "percent_against_points": gettext_noop("Per cent or percentage points"),
    "relative_day_without_date": gettext_noop("Day without a date"),
    "speaker_spelled_twice": gettext_noop("Two spellings"),
    "sum": gettext_noop("Sum is off"),
    "weekday_against_date": gettext_noop("Weekday against date"),
}
KIND_ICONS = {
    "outlet": "outlet",
    "agency": "outlet",
    "ministry": "ministry",
    "army": "ministry",
    "organisation": "ministry",
    "channel": "channel",
    "person": "person",
    "unnamed": "unnamed",
}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A glyph of the sprite; with a label it says so, without one it is decoration."""
    return _icon(str(name), str(label), css)


@lru_cache(maxsize=2000)  # a page draws dozens of them, most alike
def _icon(name: str, label: str, css: str) -> SafeString:
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            classes,
            label,
            static("claims/icons.svg"),
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static("claims/icons.svg"), name
    )


@register.simple_tag
def state(value: str, label: HouseLabel | str | None = None) -> SafeString:
    """A verdict as glyph and word. A desk's own word stands with the core verdict's glyph, and the core word beside it."""
    value = value or State.UNREVIEWED
    if isinstance(label, HouseLabel) and label.value == value:
        return format_html(
            '<span class="state state--{}{}" title="{}">{} {}<span class="hush"> ({})</span></span>',
            value,
            f" label--{label.colour}" if label.colour else "",
            STATE_WORDS[value],
            icon(value, css="state__glyph"),
            shown_name(label),
            STATE_WORDS[value],
        )
    return format_html(
        '<span class="state state--{}">{} {}</span>', value, icon(value, css="state__glyph"), STATE_WORDS[value]
    )


@register.filter
def date_value(value: Any) -> str:
    """A day as a date field takes it, whatever the reader's way of writing days; what was typed stays as it was."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


@register.filter
def state_word(value: str) -> str:
    return str(STATE_WORDS.get(value or "unreviewed", value))


@register.filter
def published_words(article: Article) -> str:
    """The publication time as far as it is known. A mere date is that of the outlet, in whatever zone the reader is."""
    if article.published is None:
        return ""
    if article.published_precision == Article.Precision.MINUTE:
        return date_format(timezone.localtime(article.published), "DATETIME_FORMAT")
    known = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}[article.published_precision]
    return date_format(article.published.astimezone(UTC), known)


@register.filter
def finding_name(kind: str) -> str:
    """What a finding is called; one of a kind not known here is called by its own name."""
    return _(FINDINGS[kind]) if kind in FINDINGS else kind.replace("_", " ").capitalize()


@register.filter
def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(kind, "person")


@register.filter
def amount(value: Decimal | float | int | None) -> str:
    """A number as the reader writes it, without noughts at its end; millions and billions in words from a million on."""
    if value is None:
        return ""
    number = Decimal(str(value))
    for size, words in (
        (Decimal(10) ** 12, _("%s trillion")),
        (Decimal(10) ** 9, _("%s billion")),
        (Decimal(10) ** 6, _("%s million")),
    ):
        if abs(number) >= size:
            return words % plain(round(number / size, 2))
    return plain(number)


def plain(number: Decimal) -> str:
    number = number.normalize()
    return number_format(number if number.as_tuple().exponent < 0 else int(number), force_grouping=True)  # type: ignore[operator]


def in_unit(value: Decimal | None, quantity: Quantity) -> str:
    if value is None:
        return ""
    if quantity.unit == "share":
        return _("%s %%") % plain(round(value * 100, 2))
    return amount(value)


@register.filter
def bounds(quantity: Quantity) -> str:
    """The interval in words: "above 80", "at most 12,000", "30 to 40", "81 of 93"."""
    low, high = in_unit(quantity.low, quantity), in_unit(quantity.high, quantity)
    value = in_unit(quantity.value, quantity)
    if quantity.low is not None and quantity.low == quantity.high:
        words = low
    elif quantity.low is not None and quantity.high is not None:
        words = _("%(low)s to %(high)s") % {"low": low, "high": high}
    elif quantity.low is not None:
        words = (_("above %s") if quantity.low_exclusive else _("at least %s")) % low
    elif quantity.high is not None:
        words = (_("below %s") if quantity.high_exclusive else _("at most %s")) % high
    elif quantity.value is not None:
        words = _("about %s") % value if quantity.modifier == "approx" else value
    else:
        words = quantity.surface
    if quantity.total is not None:
        words = _("%(part)s of %(whole)s") % {"part": words, "whole": amount(quantity.total)}
    return words


@register.filter
def counts_apart(quantity: Quantity) -> bool:
    """Whether what is counted is said outside the number's own words: "nobody" counts nobody."""
    return bool(quantity.counted) and quantity.counted.casefold() not in quantity.surface.casefold()


@register.filter
def measured(quantity: Quantity) -> str:
    """The bounds with their unit, where that is a measure: "above 70 million USD", "about 2.5 hours". A counted noun is no
    measure; it stands beside the number already."""
    unit = quantity.unit
    nouns = f"{quantity.counted} {quantity.unit_name}".casefold()
    if unit in ("", "share", "people") or (quantity.counted and unit.casefold() in nouns):
        return bounds(quantity)
    return f"{bounds(quantity)} {machine_words.unit_in_words(POWERS.get(unit, unit))}"


@register.inclusion_tag("shared/_interval.html")
def interval(quantity: Quantity) -> dict[str, Any]:
    """The quantity on its number line. Closed ends are filled, open ones hollow, an arrow means no end."""
    soft = quantity.modifier in ("approx", "vague")
    line = drawing.number_line(
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        low_exclusive=quantity.low_exclusive,
        high_exclusive=quantity.high_exclusive,
        total=quantity.total if quantity.unit != "share" else None,
        soft=soft,
    )
    words = measured(quantity)
    if line is None:
        return {"line": None, "quantity": quantity}
    ends = []
    if line.low_x is None and line.high_x is not None and quantity.modifier != "exact":
        ends.append(_("no lower end"))
    if line.high_x is None and line.low_x is not None:
        ends.append(_("no upper end"))
    share = quantity.unit == "share"
    ticks = [
        (tick, _("%s %%") % plain(round(Decimal(str(tick.value)) * 100, 1)) if share else amount(round(tick.value, 6)))
        for tick in line.ticks
    ]
    return {"line": line, "ticks": ticks, "words": words, "label": ", ".join([words, *ends])}


@register.inclusion_tag("shared/_stack.html")
def stack(counts: Mapping[str, int], tall: bool = False) -> dict[str, Any]:
    """Verdicts as shares of all claims; its words say the same."""
    return {"bar": drawing.shares(counts), "tall": tall, "label": ready_words(counts)}


@register.filter
def ready_words(counts: Mapping[str, int]) -> str:
    """ "20 of 46 checked, 3 disputed"."""
    total = sum(counts.values())
    checked = total - counts.get("unreviewed", 0) - counts.get("reopened", 0)
    if not total:
        return _("no claims")
    words = _("%(checked)s of %(total)s checked") % {"checked": amount(checked), "total": amount(total)}
    if disputed := counts.get("disputed", 0):
        words += ngettext(", %s disputed", ", %s disputed", disputed) % amount(disputed)
    elif checked:
        words += _(", none disputed")
    return words


@register.inclusion_tag("shared/_strip.html")
def sentences_strip(shapes: Sequence[str], current: int | None, label: str) -> dict[str, Any]:
    return {"strokes": drawing.sentence_strokes(shapes, current), "label": label}


@register.filter
def share_of(part: int, whole: int) -> int:
    """Per cent, whole; 0 of 0 is 0."""
    return round(100 * part / whole) if whole else 0


@register.filter
def worth(value: float) -> str:
    return number_format(round(value, 2), decimal_pos=2)


@register.filter
def times_hundred(value: float) -> int:
    """A share as a whole number for an SVG attribute, which must never be localised."""
    return round(100 * value)


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def one_line(claim: Claim) -> str:
    """What stands for the claim in a list: its wording, or its words where no wording could be had."""
    return claim.quote if claim.wording_is_quote else claim.wording


@register.filter
def one_line_numbers(claim: Claim) -> list[Span]:
    """Where the claim's quantities stand in that line."""
    return surfaces_in(one_line(claim), claim)


@register.filter
def all_in_words(said: Iterable[str]) -> list[str]:
    """Each of them in the reader's language."""
    return [machine_words.in_words(one) for one in said]


@register.filter
def in_words(said: str) -> str:
    """What the machine says in fixed words, in the reader's language."""
    return machine_words.in_words(said)
