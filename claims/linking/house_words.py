"""Words of quantity as a desk reads them: "nearly" from 0.9 of the number on, "dozens" from 24. Seniors and moderators keep them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.linking.intervals import HouseWords, Interval, number_words, vague_words
from claims.models import Article, Desk, Quantity, WordBound
from claims.permissions import Action, Actor, require
from claims.tasks import link_again

LONGEST_WORD = 60
MOST_WORDS = 200
LARGEST = Decimal("1e12")
RELINKED = 200  # of the newest articles that use the word, when its bounds change
WORD = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+){0,5}")


@dataclass(frozen=True, slots=True)
class WordRow:
    """One word of the table: what the desk takes it to allow, or else what comes with the language."""

    word: str
    of: str
    low: Decimal | None
    high: Decimal | None
    own: WordBound | None = None


def words_of(desk_id: int) -> HouseWords:
    """The desk's own words, for `interval_of`."""
    factors: dict[str, Interval] = {}
    counts: dict[str, Interval] = {}
    for bound in WordBound.objects.filter(desk_id=desk_id):
        table = factors if bound.of == WordBound.Of.FACTOR else counts
        table[bound.word.lower()] = Interval(bound.low, bound.high)
    return HouseWords(factors, counts)


def word_table(desk: Desk) -> list[WordRow]:
    """All words in force on the desk, by kind and word: its own, and of the language those that it left alone."""
    own = {bound.word.lower(): bound for bound in WordBound.objects.filter(desk=desk)}
    rows = [WordRow(word, bound.of, bound.low, bound.high, bound) for word, bound in own.items()]
    for word, (below, above) in number_words().items():
        if word not in own and not word.startswith("@"):
            low, high = (None if below is None else 1 - below), (None if above is None else 1 + above)
            rows.append(WordRow(word, WordBound.Of.FACTOR, low, high))
    rows += [
        WordRow(word, WordBound.Of.COUNT, bounds.low, bounds.high)
        for word, bounds in vague_words().items()
        if word not in own
    ]
    return sorted(rows, key=lambda row: (row.of != WordBound.Of.FACTOR, row.word))


def set_word_bound(
    *,
    desk: Desk,
    actor: Actor,
    word: str,
    of: str,
    low: Decimal | None,
    high: Decimal | None,
    version: int | None = None,
) -> WordBound:
    """Say what the desk takes a word to allow. `version` is that of the row that is changed, None for a word that the desk has
    no row for. Suggested links of articles that use the word follow, as soon as a worker comes to them.

    Raises InvalidInput, and Conflict for another version or a word that somebody added meanwhile.
    """
    require(actor, Action.EDIT_HOUSE_RULES, desk.pk)
    word = " ".join(word.lower().split())
    _check(word, of, low, high)
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        bound = WordBound.objects.filter(desk=desk, word__iexact=word).first()
        if (bound.version if bound else None) != version:
            raise Conflict(_("Somebody else set this word meanwhile."), code="stale_word", word=bound)
        before = _shown(bound) if bound else {}
        if bound is None:
            if WordBound.objects.filter(desk=desk).count() >= MOST_WORDS:
                raise Conflict(_("A desk has at most %s words of its own.") % MOST_WORDS, code="most_words")
            bound = WordBound(desk=desk, word=word, version=0)
        bound.of, bound.low, bound.high = of, low, high
        after = _shown(bound)
        if after == before:
            return bound
        bound.version += 1
        try:
            with transaction.atomic():
                bound.save()
        except IntegrityError as error:
            raise InvalidInput(_("These bounds cannot be kept."), code="low") from error
        history.append(
            verb="set word of quantity", subject=bound, desk=desk.pk, actor=actor, before=before, after=after
        )
        _relink(desk, word)
    return bound


def drop_word_bound(*, bound: WordBound, actor: Actor, version: int) -> None:
    """Go back to what the language's table says of the word. Raises Conflict for another version."""
    require(actor, Action.EDIT_HOUSE_RULES, bound.desk_id)
    with transaction.atomic():
        kept = WordBound.objects.select_for_update().filter(pk=bound.pk).first()
        if kept is None or kept.version != version:
            raise Conflict(_("Somebody else set this word meanwhile."), code="stale_word", word=kept)
        history.append(
            verb="removed word of quantity", subject=kept, desk=kept.desk_id, actor=actor, before=_shown(kept)
        )
        desk, word = kept.desk, kept.word
        kept.delete()
        _relink(desk, word)


def _check(word: str, of: str, low: Decimal | None, high: Decimal | None) -> None:
    if len(word) > LONGEST_WORD or not WORD.fullmatch(word):
        raise InvalidInput(_("A word or a few, of letters, with at most %s characters.") % LONGEST_WORD, code="word")
    if of not in WordBound.Of.values:
        raise InvalidInput(_("A word stands beside a number, or without one."), code="of")
    if low is None and high is None:
        raise InvalidInput(_("Give the lower bound, the upper bound, or both."), code="low")
    for name, end in (("low", low), ("high", high)):
        if end is not None and (not end.is_finite() or not 0 <= end <= LARGEST):
            raise InvalidInput(_("A bound is a number from 0 to a million millions."), code=name)
    if low is not None and high is not None and low > high:
        raise InvalidInput(_("The lower bound is above the upper one."), code="low")


def _shown(bound: WordBound) -> dict[str, str | None]:
    ends = {
        name: None if end is None else f"{end.normalize():f}"
        for name, end in (("low", bound.low), ("high", bound.high))
    }
    return {"word": bound.word, "of": bound.of, **ends}


def articles_with(desk: Desk, word: str) -> Sequence[int]:
    """The newest articles of the desk in whose figures the word stands."""
    rows = Quantity.objects.filter(claim__desk=desk, surface__icontains=word, claim__article__state=Article.State.LIVE)
    return list(rows.order_by("-claim__article_id").values_list("claim__article_id", flat=True).distinct()[:RELINKED])


def _relink(desk: Desk, word: str) -> None:
    for article_id in articles_with(desk, word):
        transaction.on_commit(lambda pk=article_id: link_again(pk), robust=True)  # type: ignore[misc]
