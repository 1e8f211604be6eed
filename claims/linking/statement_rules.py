"""What two claims come to by their words: the same said, denied, planned and done, or turned into its opposite; pure."""

from __future__ import annotations

from dataclasses import replace

from claims.linking import clauses, figures, words
from claims.linking.apart import named_things, own_content, speak_of_two, what_is_not
from claims.linking.compared import ComparedClaim
from claims.linking.compared_quantities import ComparedQuantity
from claims.linking.own_figures import counted_in_two_ways
from claims.linking.relation import (
    AKIN,
    ALIKE,
    MUTUAL,
    MUTUAL_IN_ONE_ARTICLE,
    Relation,
    agreement,
    counts_over_days,
    in_their_words,
    is_planned,
    later_side,
    listed,
    may_contradict,
    pairs_across,
    said_of_two_things,
)
from claims.linking.setting import Setting

NAMELESS_IN_ONE_STORY = 2
NAMELESS = 3  # shared words about what happened, where no name is shared
PHRASE = 3
NEARLY_ALL = 0.7
IN_THE_HEAD = 600  # characters from the beginning within which an article may leave unnamed what it names later
HEADLINE = 0.9  # of a claim of the text, its headline has to be about
EXCLUDE = " exclude each other"
DENIED = 0.8  # share of a denial that the other claim has to say


def by_statement(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    setting = _with_akin(a, b, setting)
    opposed = pairs_across(a, b, "opposites")
    turned = _is_turned(a, opposed) != _is_turned(b, opposed)
    if not turned and not (a.quantities or b.quantities):
        opposed |= pairs_across(
            a, b, "complements"
        )  # of one thing either holds: "the pilot survived", "the pilot died"
    ties = len(setting.shared) + len(setting.names)
    denied = turned and bool(pairs_across(a, b, "complements"))
    tied = (setting.names or (setting.near and setting.shared)) and not (a.hedged or b.hedged)
    if denied and setting.shared and tied and not setting.each_names_another and not _figures_part(a, b):
        return agreement(a, b, 0.6, "one denied is the other", "to deny the one is to say the other")
    found = _of_all_and_some(a, b, setting) or _named_later(a, b, setting) or _by_holder(a, b, setting)
    if found is not None:
        return found
    likeness = _likeness_without(a, b, setting, opposed)
    if ties + bool(opposed) < 2 or likeness < AKIN:
        return None
    if is_planned(a) != is_planned(b):
        against = _headline_against_text(a, b, setting, opposed, likeness) if bool(opposed) != turned else None
        against = against or (_done_all_the_same(a, b, setting) if turned and not opposed else None)
        return against or _plan_and_fact(a, b, setting, bool(opposed), turned)
    if bool(opposed) != turned:
        return _turned_round(a, b, setting, opposed, likeness)
    quoted = _same_phrase(a, b, setting)
    figures_part = any(not pair.agree for pair in figures.figure_pairs(a, b))
    if quoted and not (opposed or figures_part or setting.each_names_another) and setting.names:
        return agreement(a, b, 0.6, "one phrase in both", f"both say “{quoted}”")
    if (
        opposed
        or likeness < ALIKE
        or not setting.all_names
        or _figures_part(a, b)
        or not _figures_support(a, b)
        or said_of_two_things(a, b)
        or speak_of_two(a, b)
        or not _one_thing_done(a, b, setting)
    ):
        return None
    return agreement(a, b, 0.45 + 0.4 * likeness, "they say the same", f"they share {listed(setting, a)}")


def _alike(denied: bool = False) -> frozenset[frozenset[str]]:
    """Pairs of acts that may be one, also where one is denied."""
    return words.concept_pairs("alike") | (frozenset() if denied else words.concept_pairs("told_alike"))


def _with_akin(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Setting:
    """The setting with acts that may be one counted among what is shared: "crashed", "came down"."""
    acts = [words.marked(claim.concepts, "act") - setting.shared for claim in (a, b)]
    alike = _alike(denied=a.negated != b.negated)
    akin = [{x, y} for x in sorted(acts[0]) for y in sorted(acts[1]) if frozenset((x, y)) in alike]
    if not akin or len(setting.telling) + len(setting.names) < 2 or not setting.telling:
        return setting
    ties = len(setting.shared) + len(setting.names) + 1
    sizes = sorted(len(claim.concepts | claim.stems) + len(claim.names) for claim in (a, b))
    return replace(
        setting,
        shared=setting.shared | akin[0],
        likeness=min(1.0, ties / max(1, sizes[0])),
        mutual=min(1.0, ties / max(1, sizes[1])),
    )


def _of_all_and_some(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """What holds of all or of none leaves no exception: "all 44 passengers were rescued", "seven passengers drowned"."""
    if (
        setting.may_be_another
        or not (setting.names or setting.close)
        or not may_contradict(a, b, setting, strict=False)
    ):
        return None
    for whole, other in ((a, b), (b, a)):
        if _is_turned(other, frozenset()) or whole.negated:
            continue
        of_all = whole.all_of & setting.shared
        but = pairs_across(a, b, "complements") & other.concepts
        if of_all and but and (other.quantities or other.kind == "event") and not _is_all(other, of_all):
            how = f"of all {listed(setting, a)} one says what the other says the opposite of"
            return Relation("contradicts", 0.75, "all and some", how)
    for none, other in ((a, b), (b, a)):
        zero = [q for q in none.quantities if q.interval.is_zero and q.counted in setting.shared]
        did = words.marked(setting.shared, "act") - words.marked(setting.shared, "open") - {q.counted for q in zero}
        if (
            zero
            and none.negated
            and did
            and not _is_turned(other, frozenset())
            and not any(q.interval.is_zero for q in other.quantities)
            and not any(_counts_others(q, mine) for q in zero for mine in other.quantities)
        ):
            how = f"they share {listed(setting, a)}, of which one says that there was none"
            return Relation("contradicts", 0.75, "none and some", how)
    return None


def _counts_others(none: ComparedQuantity, some: ComparedQuantity) -> bool:
    """Whether there may be some where there was none: of the eight cruise missiles no one was shot down, of all 52 weapons 41."""
    other_total = none.total is not None and some.total is not None and none.total != some.total
    return other_total or bool(none.modifiers - some.modifiers)


def _named_later(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """An article's head says "captured a village", its text "captured Varn": one act of one side, told twice."""
    if a.article != b.article or not setting.names or setting.contrast or is_planned(a) != is_planned(b):
        return None
    first, second = sorted((a, b), key=lambda claim: claim.place_in_text)
    done = words.marked(setting.shared, "act") - words.marked(setting.shared, "open")
    named = {name for name in second.names if not any(words.same_name(name, known) for known in first.names)}
    if (
        first.place_in_text[0] > IN_THE_HEAD
        or not done
        or len(named) != 1
        or not words.leaves_unnamed(first.quote)
        or words.leaves_unnamed(second.quote)
        or _is_turned(a, frozenset()) != _is_turned(b, frozenset())
        or pairs_across(a, b, "opposites")
        or a.quantities
        or b.quantities
    ):
        return None
    name = " ".join(next(iter(named))).capitalize()
    return agreement(
        a, b, 0.55, "named later", f"they share {listed(setting, a)}; what the head leaves unnamed may be {name}"
    )


def _is_all(claim: ComparedClaim, nouns: frozenset[str]) -> bool:
    return bool(claim.all_of & nouns)


def _by_holder(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """Two sides that each hold one place: a change of hands when one comes later, else a contradiction."""
    holders = (words.holder_of(a.quote), words.holder_of(b.quote))
    if (
        not all(holders)
        or (_are_kinds(holders[0]) != _are_kinds(holders[1]) and later_side(a, b, setting) is None)
        or any(words.same_name(x, y) for x in holders[0] for y in holders[1])
    ):
        return None
    things = setting.shared - words.marked(setting.shared, "person") - words.marked(setting.shared, "state")
    places = {name for name in setting.names if not any(words.same_name(name, h) for h in holders[0] | holders[1])}
    if not places or setting.contrast or not setting.one_story or a.negated != b.negated:
        return None
    if not things and len(places) < 1:
        return None
    reason = f"they share {listed(setting, a)}, and each names another side as the one that has it"
    later = later_side(a, b, setting)
    if later is not None and abs(setting.days or 0) >= 1 and not _same_day_said(a, b):
        return Relation("updates", 0.6, "a change of hands", reason, later)
    if may_contradict(a, b, setting, strict=False):
        return Relation("contradicts", 0.7, "two sides hold one place", reason)
    return None


def _are_kinds(holders: frozenset[words.Name]) -> bool:
    """Whether no side is named, but "rebels" or "the army"."""
    return all(set(name) <= set(words.concepts()) for name in holders)


def _one_thing_done(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> bool:
    """Whether the shared words are about what happened, and about most of it in either claim."""
    acts = [words.marked(claim.concepts, "act") | words.marked(claim.concepts, "state") for claim in (a, b)]
    alike = any(frozenset((x, y)) in _alike() for x in acts[0] for y in acts[1])
    if acts[0] and acts[1] and not acts[0] & acts[1] and not alike:
        return False
    if not setting.names and not setting.telling - words.marked(setting.telling, "open"):
        return False  # the dead and the wounded, whoever they are
    if setting.telling and not setting.telling - _of_names(a) - _of_names(b):
        return False  # both only name the same body or programme
    if setting.each_names_another:
        return False
    both_denied = _is_turned(a, frozenset()) and _is_turned(b, frozenset())
    telling = len(setting.telling) + both_denied
    two_acts = (
        len(words.marked(setting.telling, "act") | words.marked(setting.telling, "state")) >= NAMELESS_IN_ONE_STORY
    )
    one_story = setting.close or (setting.near and two_acts)  # a bank may be of a river
    if not setting.names and telling < (NAMELESS_IN_ONE_STORY if one_story else NAMELESS):
        return False
    named_in_full = any(len(name) >= 2 for name in setting.names) and bool(words.marked(setting.telling, "act"))
    done = words.marked(setting.telling, "act") | words.marked(setting.telling, "state")
    if _shares_a_code(setting) and done and setting.likeness >= ALIKE:
        return True
    nearly_all = bool(done) and setting.likeness >= HEADLINE and setting.mutual >= NEARLY_ALL
    said = named_in_full and setting.mutual >= AKIN
    if telling + (len(setting.names) >= 2) < 2 and not (both_denied or said or nearly_all):
        return False
    least = MUTUAL_IN_ONE_ARTICLE if a.article == b.article else MUTUAL
    return telling >= 1 and telling + len(setting.names) >= 2 and setting.mutual >= (AKIN if both_denied else least)


def _of_names(claim: ComparedClaim) -> frozenset[str]:
    """The words of names of several words, as other claims may have them: "legacy programme"."""
    parts = {part for name in claim.names if len(name) > 1 for part in name}
    return frozenset(item for part in parts for item in {part, *words.items_of(part)})


def _is_turned(claim: ComparedClaim, opposed: frozenset[str]) -> bool:
    """Whether the claim says that something is not so: by "not", or by "denied", "refused", "failed"."""
    negators = words.marked(claim.concepts, "negator") - opposed
    return claim.negated != (len(negators) % 2 == 1)


def _figures_part(a: ComparedClaim, b: ComparedClaim) -> bool:
    return any(not pair.agree for pair in figures.figure_pairs(a, b) if pair.counted in ("same", "unknown"))


def _figures_support(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether numbers of both agree, or one has none: two claims about different numbers do not say the same."""
    for mine, theirs in ((a, b), (b, a)):
        if not theirs.quantities and any(figures.is_measure(quantity) for quantity in mine.quantities):
            return False  # the one is about a length or a sum, the other is not
    if not (a.quantities and b.quantities):
        return True
    harms = words.marked(a.concepts, "open") == words.marked(b.concepts, "open")
    return any(
        pair.agree and not pair.are_far_apart and (harms or not figures.is_person(pair.a.counted))
        for pair in figures.figure_pairs(a, b)
        if not counted_in_two_ways(a, b, pair)
    )  # 142 who were aboard, and more than 20 who were hurt


def _likeness_without(a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str]) -> float:
    """How alike the two are apart from the opposed words."""
    if not opposed:
        return setting.likeness
    sizes = [len((claim.concepts | claim.stems) - opposed) + len(claim.names) for claim in (a, b)]
    return min(1.0, (len(setting.shared - opposed) + len(setting.names)) / max(1, min(sizes)))


def _same_phrase(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> str:
    """A run of words of both quotes that few would choose by chance: three words, at whose ends one is in no list
    and the other names no act, body or office."""
    runs = {b.words[i : i + PHRASE] for i in range(len(b.words) - PHRASE + 1)}
    rare = setting.shared - frozenset(words.concepts())
    plain = rare | {name for name in setting.shared & frozenset(words.concepts()) if not words.concepts()[name].marks}
    for i in range(len(a.words) - PHRASE + 1):
        run = a.words[i : i + PHRASE]
        ends = words.items_of(run[0]), words.items_of(run[-1])
        if run in runs and all(end & plain for end in ends) and any(end & rare for end in ends):
            return " ".join(run)
    return ""


def _shares_a_code(setting: Setting) -> bool:
    """Whether they share a designation with a number in it, which names one thing alone: "the B108 blade"."""
    return any(any(char.isdigit() for char in part) for name in setting.names for part in name)


def likeness_of(setting: Setting) -> bool:
    """Whether two claims have most of what they say in common."""
    return setting.likeness >= ALIKE and setting.mutual >= MUTUAL and len(setting.telling) >= 2


def _plan_and_fact(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: bool, turned: bool
) -> Relation | None:
    later = later_side(a, b, setting)
    fact = "b" if is_planned(a) else "a"
    told = b if fact == "b" else a
    alike = likeness_of(setting) and opposed == turned and not _figures_part(a, b) and not setting.each_names_another
    if (told.is_heading) and alike and setting.when in ("same", "near"):
        return agreement(
            a, b, 0.7, "they say the same", f"they share {listed(setting, a)}; headlines tell plans as facts"
        )
    dropped = bool(words.marked(told.concepts, "dropping"))
    if later != fact or not setting.telling or setting.mutual < AKIN or not (dropped or _figures_support(a, b)):
        return None  # a plan that comes after its fact is another plan
    how = "what became of the plan" if opposed == turned and not dropped else "the plan was not kept"
    return Relation(
        "updates",
        round(0.5 + 0.3 * setting.likeness, 3),
        "plan and fact",
        f"{how}: they share {listed(setting, a)}",
        later,
    )


def _done_all_the_same(a: ComparedClaim, b: ComparedClaim, setting: Setting) -> Relation | None:
    """On one day: what will not be, the one says; it is done, says the other."""
    plan, fact = (a, b) if is_planned(a) else (b, a)
    acts = words.marked(setting.telling, "act") | words.marked(setting.telling, "state")
    if not plan.negated or _is_turned(fact, frozenset()) or not (acts and setting.names) or _figures_part(a, b):
        return None
    alike = setting.likeness >= ALIKE and setting.mutual >= AKIN and _covered(plan, fact, setting) >= 1
    if not alike or setting.days != 0 or setting.when != "same" or not may_contradict(a, b, setting, strict=False):
        return None
    reason = f"they share {listed(setting, a)}, which one says will not be, and the other that it is so"
    return Relation("contradicts", 0.6, "done all the same", reason)


def _turned_round(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str], likeness: float
) -> Relation | None:
    """The same of the same thing, once said and once denied: a change of state where days lie between, else a contradiction."""
    what = in_their_words(a, b, opposed) if opposed else "one of them is negated"
    reason = f"they share {listed(setting, a)}, but {what if not opposed else what + EXCLUDE}"
    later = later_side(a, b, setting)
    state = bool(words.marked(opposed or (a.concepts & b.concepts), "state"))
    if not opposed and clauses.denies_the_past((a if _is_turned(a, opposed) else b).quote):
        state = False  # what did not happen on Monday did not happen, whatever Tuesday brings
    if (
        later is not None
        and (state or "so_far" in a.signs | b.signs)
        and abs(setting.days or 0) >= 1
        and not _same_day_said(a, b)
        and not (is_planned(a) and is_planned(b) and setting.when == "near" and a.origin != b.origin)
    ):
        return Relation("updates", round(0.45 + 0.4 * likeness, 3), "a change of state", reason, later)
    denial, other = (a, b) if _is_turned(a, opposed) else (b, a)
    if not opposed and _covered(denial, other, setting) < DENIED:
        return None  # what was denied is more than the other says
    thing = len(setting.telling - opposed) + len(setting.names)
    named = bool(setting.names) or (bool(setting.all_names) and len(setting.telling - opposed) >= 2)
    in_full = any(len(name) >= 2 for name in setting.names)
    only_that = (
        bool(opposed) and in_full and likeness >= HEADLINE
    )  # "Karl Dorn was acquitted", "Karl Dorn was found guilty"
    firm = only_that or (
        likeness >= ALIKE and named and setting.mutual >= AKIN and thing >= 2 and bool(setting.telling | opposed)
    )
    if (against := _headline_against_text(a, b, setting, opposed, likeness)) is not None:
        return against
    if opposed and (_counts_part(a, b, opposed) or counts_over_days(a) != counts_over_days(b)):
        return None  # twelve seats were won and three were lost
    if _each_of_its_own(a, b, setting, opposed):
        return None  # the airport was lost, the seaport was not
    said_whole = (
        not opposed
        and setting.close
        and not setting.may_be_another
        and len(setting.shared) >= 2
        and bool(words.marked(setting.shared, "act") - words.marked(setting.shared, "open"))
        and _covered(denial, other, setting) >= 1
    )
    if said_whole and may_contradict(a, b, setting, strict=False):
        return Relation("contradicts", round(0.4 + 0.4 * likeness, 3), "one denies the other", reason)
    outright = not opposed and clauses.denies_all(denial.quote) and _covered(denial, other, setting) >= 1
    strict = not outright or setting.may_be_another  # "did not meet any rebel": wherever the other one has it
    if firm and may_contradict(a, b, setting, strict=strict) and not (opposed and _done_by_some(a, b)):
        return Relation("contradicts", round(0.4 + 0.4 * likeness, 3), "one denies the other", reason)
    return None


def _counts_part(a: ComparedClaim, b: ComparedClaim, opposed: frozenset[str]) -> bool:
    """Whether each counts how many, so that both may hold; by how much something rose or fell is no such count."""
    if opposed & (words.marked(opposed, "hollow") | {"cut"}):
        return False
    return bool(a.quantities and b.quantities) and not any(pair.agree for pair in figures.figure_pairs(a, b))


def _each_of_its_own(a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str]) -> bool:
    """Whether either says something that the other does not, beside what is opposed or denied."""
    parts = ["" if opposed or not _is_turned(claim, opposed) else what_is_not(claim) for claim in (a, b)]
    negators = words.marked(a.concepts | b.concepts, "negator")
    beside = (
        opposed | negators | (words.standing_in(a.quote) | words.standing_in(b.quote) if setting.near else frozenset())
    )
    owned = words.things_owned(a.quote, b.concepts | b.stems) | words.things_owned(b.quote, a.concepts | a.stems)
    if owned or said_of_two_things(a, b):
        return True
    moved = words.marked(opposed, "hollow") | (opposed & {"cut"})  # the bridge's toll rose, its lighting was cut
    if opposed and not moved and named_things(a) & named_things(b):
        return False  # one person or thing by name, however each goes on
    return bool(own_content(a, b, beside, parts[0]) and own_content(b, a, beside, parts[1]))


def _done_by_some(a: ComparedClaim, b: ComparedClaim) -> bool:
    """Whether one counts people who did it, and the other does not: 61 members voted against what parliament approved."""
    people = [any(figures.is_person(q.counted) for q in claim.quantities if not q.interval.is_zero) for claim in (a, b)]
    return people[0] != people[1]


def _headline_against_text(
    a: ComparedClaim, b: ComparedClaim, setting: Setting, opposed: frozenset[str], likeness: float
) -> Relation | None:
    """A claim of the text that is wholly about what its headline says the opposite of: "to shut works", "the works is safe"."""
    headline = a.article == b.article and (a.is_heading or b.is_heading)
    about = setting.telling - opposed
    if not (headline and opposed and likeness >= HEADLINE and about and may_contradict(a, b, setting, strict=False)):
        return None
    what = in_their_words(a, b, opposed)
    return Relation(
        "contradicts", 0.6, "headline against text", f"they share {listed(setting, a)}, but {what}{EXCLUDE}"
    )


def _covered(denial: ComparedClaim, other: ComparedClaim, setting: Setting) -> float:
    """How much of what is denied the other one says, or has around it where it may name less."""
    about = words.terms(what_is_not(denial))
    named = {part for name in (*setting.names, denial.origin.speaker) for part in name} | words.light_words()
    said = ((about.concepts | about.stems) & (denial.concepts | denial.stems)) - named
    known = setting.shared | (other.around if setting.near else frozenset())
    return len(said & known) / max(1, len(said)) if said & setting.shared else 0.0


def _same_day_said(a: ComparedClaim, b: ComparedClaim) -> bool:
    return a.days is not None and b.days is not None and a.days[0] <= b.days[1] and b.days[0] <= a.days[1]
