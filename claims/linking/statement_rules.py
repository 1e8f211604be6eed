"""What two claims come to by their words: the same said, denied, planned and done, or turned into its opposite; pure."""

from __future__ import annotations

from claims.linking import figures, words
from claims.linking.compared import ComparedClaim
from claims.linking.relation import (
    AKIN,
    ALIKE,
    MUTUAL,
    MUTUAL_IN_ONE_ARTICLE,
    Relation,
    agreement,
    is_planned,
    later_side,
    listed,
    may_contradict,
)
from claims.linking.setting import Setting

NAMELESS = 3  # shared words about what happened, where no name is shared
DENIED = 0.8  # share of a denial that the other claim has to say


def by_statement(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    opposed = _pairs_across(a, b, "opposites")
    turned = _is_turned(a, opposed) != _is_turned(b, opposed)
    ties = len(setting.shared) + len(setting.names)
    denied = turned and bool(_pairs_across(a, b, "complements"))
    if denied and setting.shared and setting.names and not setting.each_names_another and not _figures_part(a, b):
        return agreement(a, b, 0.6, "one denied is the other", "to deny the one is to say the other")
    likeness = _likeness_without(a, b, setting, opposed)
    if ties + bool(opposed) < 2 or likeness < AKIN:
        return None
    if is_planned(a) != is_planned(b):
        return _plan_and_fact(a, b, setting, bool(opposed), turned)
    if bool(opposed) != turned:
        return _turned_round(a, b, setting, opposed, likeness)
    if (
        opposed
        or likeness < ALIKE
        or not setting.all_names
        or _figures_part(a, b)
        or not _figures_support(a, b)
        or not _one_thing_done(a, b, setting)
    ):
        return None
    return agreement(a, b, 0.45 + 0.4 * likeness, "they say the same", f"they share {listed(setting, a)}")


def _one_thing_done(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> bool:
    """Whether the shared words are about what happened, and about most of it in either claim."""
    acts = [words.marked(claim.concepts, "act") for claim in (a, b)]
    if acts[0] and acts[1] and not acts[0] & acts[1]:
        return False
    if setting.each_names_another:
        return False
    both_denied = _is_turned(a, frozenset()) and _is_turned(b, frozenset())
    telling = len(setting.telling) + both_denied
    if (not setting.names and telling < NAMELESS) or (telling + (len(setting.names) >= 2) < 2 and not both_denied):
        return False
    least = MUTUAL_IN_ONE_ARTICLE if a.article == b.article else MUTUAL
    return telling >= 1 and telling + len(setting.names) >= 2 and setting.mutual >= (AKIN if both_denied else least)


def _is_turned(claim: ComparedClaim, opposed: frozenset[str]) -> bool:
    """Whether the claim says that something is not so: by "not", or by "denied", "refused", "failed"."""
    negators = words.marked(claim.concepts, "negator") - opposed
    return claim.negated != (len(negators) % 2 == 1)


def _figures_part(a: ComparedClaim, b: ComparedClaim) -> bool:
    return any(not pair.agree for pair in figures.figure_pairs(a, b) if pair.counted in ("same", "unknown"))


def _figures_support(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether numbers of both agree, or one has none: two claims about different numbers do not say the same."""
    return not (a.quantities and b.quantities) or any(pair.agree for pair in figures.figure_pairs(a, b))


def _pairs_across(a: ComparedClaim, b: ComparedClaim, table: str) -> frozenset[str]:
    """Concepts of which one stands in a only, or in b only, and the other in the other claim."""
    found: set[str] = set()
    for pair in words.concept_pairs(table):
        one, other = sorted(pair) if len(pair) == 2 else (next(iter(pair)),) * 2
        for x, y in ((one, other), (other, one)):
            if x in a.concepts and y in b.concepts and (y not in a.concepts or x not in b.concepts):
                found |= {x, y}
    return frozenset(found)


def _likeness_without(a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str]) -> float:
    """How alike the two are apart from the opposed words."""
    if not opposed:
        return setting.likeness
    sizes = [len((claim.concepts | claim.stems) - opposed) + len(claim.names) for claim in (a, b)]
    return min(1.0, (len(setting.shared - opposed) + len(setting.names)) / max(1, min(sizes)))


def _plan_and_fact(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: bool, turned: bool
) -> Relation | None:
    later = later_side(a, b, setting)
    fact = "b" if is_planned(a) else "a"
    if later != fact or not setting.telling or setting.mutual < AKIN or not _figures_support(a, b):
        return None  # a plan that comes after its fact is another plan
    how = "what became of the plan" if opposed == turned else "the plan was not kept"
    return Relation(
        "updates",
        round(0.5 + 0.3 * setting.likeness, 3),
        "plan and fact",
        f"{how}: they share {listed(setting, a)}",
        later,
    )


def _turned_round(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str], likeness: float
) -> Relation | None:
    """The same of the same thing, once said and once denied: a change of state where days lie between, else a contradiction."""
    what = " and ".join(sorted(name.replace("_", " ") for name in opposed)) if opposed else "one of them is negated"
    reason = f"they share {listed(setting, a)}, but {what if not opposed else what + ' exclude each other'}"
    later = later_side(a, b, setting)
    state = bool(words.marked(opposed or (a.concepts & b.concepts), "state"))
    if (
        later is not None
        and (state or "so_far" in a.signs | b.signs)
        and abs(setting.days or 0) >= 1
        and not _same_day_said(a, b)
    ):
        return Relation("updates", round(0.45 + 0.4 * likeness, 3), "a change of state", reason, later)
    if not opposed and _covered(a if _is_turned(a, opposed) else b, setting) < DENIED:
        return None  # what was denied is more than the other says
    thing = len(setting.telling - opposed) + len(setting.names)
    firm = (
        likeness >= ALIKE
        and setting.names
        and setting.mutual >= AKIN
        and thing >= 2
        and bool(setting.telling | opposed)
    )
    if firm and may_contradict(a, b, setting):
        return Relation("contradicts", round(0.4 + 0.4 * likeness, 3), "one denies the other", reason)
    return None


def _covered(denial: ComparedClaim, setting: Setting) -> float:
    """How much of what is denied the other one says."""
    about = words.terms(words.what_is_denied(denial.quote))
    said = (about.concepts | about.stems) & (denial.concepts | denial.stems)
    return len(said & setting.shared) / max(1, len(said))


def _same_day_said(a: ComparedClaim, b: ComparedClaim) -> bool:
    return a.days is not None and b.days is not None and a.days[0] <= b.days[1] and b.days[0] <= a.days[1]
