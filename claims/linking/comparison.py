"""Two claims → how they stand to each other, with score, rule and reason in words; pure.

One wrong contradiction costs a desk more trust than ten missing links, so every doubt leads to "related" or to nothing:
another day, place, side or counted thing is no contradiction, whatever the digits. docs/linking.md lists the rules.
"""

from __future__ import annotations

from claims.linking import clauses, figures, words
from claims.linking.apart import own_content, speak_of_two
from claims.linking.compared import ComparedClaim
from claims.linking.figure_rules import by_figures, exactly_agreeing
from claims.linking.outcomes import by_outcome
from claims.linking.relation import AKIN, MUTUAL, Relation, listed, pairs_across
from claims.linking.setting import Setting, setting_of
from claims.linking.statement_rules import by_statement

__all__ = ["Relation", "compare", "shared_runs"]

SHINGLE = 3
NEAR_COPY = 0.8  # share of the shorter one's three-word runs that stand in the other
LONG_ENOUGH = 8  # words, from which the same ones in another order are a copy
COPY_WORDS = 4  # shorter claims are told apart by their setting, not by their words


def compare(a: ComparedClaim, b: ComparedClaim) -> Relation | None:
    """How the two stand to each other; None when nothing ties them together. The order changes nothing but `newer`."""
    if a.key == b.key or _overlap(a, b):
        return None
    if (b.key, b.article, b.quote) < (a.key, a.article, a.quote):
        turned = _compare(b, a)
        return turned.turned() if turned is not None else None
    return _compare(a, b)


def _compare(a: ComparedClaim, b: ComparedClaim) -> Relation | None:
    setting = setting_of(a, b)
    if setting.contrast and setting.likeness < 1 and not setting.names:
        return None
    copied = _copied(a, b, setting)
    if copied is not None:
        return copied
    if setting.names_differ and not setting.names:
        return None
    if not setting.same_story:
        return None
    apart = _what_parts(a, b, setting)
    if apart:
        return _related(setting, a, apart)
    if setting.one_event:
        found = by_figures(a, b, setting) or _by_statement(a, b, setting)
        if found is not None:
            return found
    elif setting.names_differ and setting.close and not setting.contrast and setting.when != "apart":
        found = exactly_agreeing(a, b, setting)
        if found is not None:
            return found
    elif setting.one_story:
        found = _by_statement(a, b, setting)
        if found is not None and found.relation == "updates":
            return found  # what was so on one day was different on another
    ends = by_outcome(a, b, setting)
    if ends is not None:
        return ends
    return _related(setting, a, None, two_tallies=_is_tally(a) and _is_tally(b) and setting.one_event)


def _by_statement(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """What the words come to. A figure in a report that one of them denies is no tally: it neither bears out nor follows
    another, and to deny one figure says nothing of a second one."""
    found = by_statement(a, b, setting)
    if found is None or _denies_a_figure(a) == _denies_a_figure(b):
        return found
    one_figure = not (a.quantities and b.quantities) or any(pair.agree for pair in figures.figure_pairs(a, b))
    return found if found.relation == "contradicts" and one_figure else None


def _denies_a_figure(claim: ComparedClaim) -> bool:
    return any(quantity.denied for quantity in claim.quantities)


def _overlap(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether one stands in the other: "four boats crossed, two of them at night" is no second claim on the boats."""
    (a_start, a_end), (b_start, b_end) = a.place_in_text, b.place_in_text
    return a.article == b.article and a_start < b_end and b_start < a_end


def _is_tally(claim: ComparedClaim) -> bool:
    return bool(claim.quantities) and bool(words.marked(claim.concepts, "open"))


def _says_nothing(claim: ComparedClaim) -> bool:
    """Silence, doubt and refusals to comment never contradict, and never agree."""
    return "unverified" in claim.signs or claim.kind == "attribution-only"


# --- the same words


def _what_parts(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> str:
    """Why two claims of one story say nothing of each other; empty where they may."""
    if _says_nothing(a) or _says_nothing(b):
        return "one of them only says that something is not known or not confirmed"
    if ("conditional" in a.signs) != ("conditional" in b.signs):
        return "one of them holds only under a condition"
    if clauses.subjects_differ(a.quote, b.quote):
        return "each is about another one"
    return "each has another one do it" if clauses.roles_swapped(a.quote, b.quote, setting.names) else ""


def _copied(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    if setting.contrast or setting.when in ("apart", "far"):
        return None
    share = shared_runs(a.words, b.words)
    if len(a.words) >= LONG_ENOUGH and sorted(a.words) == sorted(b.words):
        share = max(share, NEAR_COPY)  # "on Friday" stands elsewhere; "Elsby beat Molden" is too short to tell
    numbers = {word for word in a.words if word[0].isdigit()} == {word for word in b.words if word[0].isdigit()}
    if share < NEAR_COPY or not numbers or a.negated != b.negated:
        return None
    if a.article == b.article and clauses.subjects_differ(a.quote, b.quote):
        return None
    if pairs_across(a, b, "opposites") or pairs_across(a, b, "complements"):
        return None  # "the pilot survived", "the pilot died"
    if _denies_a_figure(a) != _denies_a_figure(b):
        return None  # "nine died", "the army denied that nine died"
    if speak_of_two(a, b) or (own_content(a, b) and own_content(b, a)):
        return None  # eighteen million for a tram, eighteen million for an ice rink
    if _turns(a) != _turns(b):
        return None  # "worship at the site", "banned from worship at the site"
    if min(len(a.words), len(b.words)) < COPY_WORDS and not setting.all_names:
        return None
    if (setting.names_differ or setting.each_names_another) and share < 1:
        return None
    if any(not pair.agree for pair in figures.figure_pairs(a, b)):
        return None
    exact = a.words == b.words
    reason = (
        "the words are the same"
        if exact
        else f"{share:.0%} of the shorter one's words stand in the other in the same order"
    )
    return Relation("duplicate", 0.98 if exact else 0.9, "same words", reason)


def _turns(claim: ComparedClaim) -> frozenset[str]:
    """What makes another thing of all else that a claim says."""
    turning = words.marked(claim.concepts, "negator") | words.marked(claim.concepts, "dropping")
    return turning | (claim.concepts & {"ban"}) | (claim.signs & {"conditional"})


def shared_runs(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """The share of the shorter one's runs of three words that the longer one has too."""
    if len(a) < SHINGLE or len(b) < SHINGLE:
        return 1.0 if a == b and a else 0.0
    runs_a = {a[i : i + SHINGLE] for i in range(len(a) - SHINGLE + 1)}
    runs_b = {b[i : i + SHINGLE] for i in range(len(b) - SHINGLE + 1)}
    return len(runs_a & runs_b) / min(len(runs_a), len(runs_b))


# --- nothing firmer


def _related(setting: Setting, a: ComparedClaim, why: str | None, two_tallies: bool = False) -> Relation | None:
    """Same thing, other fact: only where both quotes share a name, or words that few claims share."""
    if setting.when == "far" and setting.likeness < AKIN:
        return None
    ties = 2 * len(setting.names) + len(setting.shared)
    if setting.each_names_another and (not setting.names or setting.mutual < MUTUAL) and not two_tallies:
        return None
    if ties == 0 and not two_tallies:
        return None
    if ties + min(2, setting.bridged) < (1 if setting.all_names else 2) or (setting.contrast and ties < 3):
        return None
    reason = f"they share {listed(setting, a)}" + (f"; {why}" if why else _what_keeps_apart(setting))
    return Relation("related", round(min(0.5, 0.1 + 0.05 * ties + 0.2 * setting.likeness), 3), "same subject", reason)


def _what_keeps_apart(setting: Setting) -> str:
    if setting.contrast:
        return f", but {setting.contrast} keep them apart"
    if setting.when in ("apart", "far"):
        return ", but on different days"
    return ", but names that only one of them has keep them apart" if setting.names_differ else ""
