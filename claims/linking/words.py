"""What the comparison takes from words: stems, concepts, names, signs; pure.

All knowledge of a language lies in `lexicon/<language>/*.txt`; another language is another folder.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(r"\w+(?:[’'\-]\w+)*")
_CORRECTIVE = re.compile(r",\s(?:and\s|but\s)?not\b", re.IGNORECASE)  # "54 drones, not 52" denies nothing
_ELSEWHERE = re.compile(
    r"\b(?:there|here|elsewhere)\b(?!\s(?:is|are|was|were|has|have|had|will|would)\b)", re.IGNORECASE
)
_LONGEST_ENTRY = 4  # words of a concept's entry, at most
LEAST_OF_A_STEM = 5  # letters of a word that other forms of it are known by
_CONSONANT_PAIR = re.compile(r"([bdfgklmnprtz])\1$")


@functools.cache
def lines(language: str, name: str) -> tuple[str, ...]:
    """The entries of one word list, in order, without comments and empty lines."""
    path = Path(__file__).parent / "lexicon" / language / f"{name}.txt"
    stripped = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


def entries(language: str, name: str) -> list[tuple[str, str]]:
    """Lines of the form "name = rest"."""
    pairs = (line.split("=", 1) for line in lines(language, name))
    return [(left.strip(), right.strip()) for left, right in pairs]


def plain(word: str) -> str:
    """Lower case, straight apostrophes, without the possessive."""
    word = word.lower().replace("’", "'")
    return word.removesuffix("'s").removesuffix("'").removesuffix("s'") if "'" in word else word


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its commonest English endings: "missiles" and "missile", "closed" and "closing" meet.

    Light on purpose: it only has to be the same for the forms of one word, and need not be a word itself.
    """
    word = plain(word)
    word = _irregular().get(word, word)
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""), ("s", "")):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= 3
            and not (ending == "s" and word.endswith(("ss", "us", "is")))
        ):
            word = word[: -len(ending)] + instead
            break
    word = _CONSONANT_PAIR.sub(r"\1", word)
    return word.removesuffix("e") if len(word) > 3 else word


@functools.cache
def _irregular(language: str = "en") -> Mapping[str, str]:
    rows = (line.split() for line in lines(language, "irregular"))
    return {form: base for base, *forms in rows for form in forms}


@functools.lru_cache(maxsize=20_000)
def name_stem(word: str) -> str:
    """A name without the endings of its adjective: "Dravia", "Dravian", "Dravians" meet, "Norland" stays."""
    word = plain(word)
    if len(word) < 6:
        return word.removesuffix("s") if len(word) > 4 else word
    word = word.removesuffix("s")
    for ending in ("ians", "ian", "ean", "ese", "ish", "ans", "an", "ia", "a", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Concept:
    name: str
    marks: frozenset[str]


@functools.cache
def small_words(language: str = "en") -> frozenset[str]:
    return frozenset(word for line in lines(language, "small_words") for word in line.split())


@functools.cache
def concepts(language: str = "en") -> Mapping[str, Concept]:
    return {concept.name: concept for concept, _ in _concept_rows(language)}


@functools.cache
def _concept_rows(language: str) -> tuple[tuple[Concept, tuple[str, ...]], ...]:
    rows = []
    for line in lines(language, "concepts"):
        head, words = line.split(":", 1)
        name, _, marks = head.strip().partition(" [")
        rows.append((Concept(name, frozenset(marks.rstrip("]").split())), tuple(words.split())))
    return tuple(rows)


@functools.cache
def _concept_of_words(language: str) -> Mapping[tuple[str, ...], Concept]:
    table: dict[tuple[str, ...], Concept] = {}
    for concept, words in _concept_rows(language):
        for word in words:
            table.setdefault(tuple(word.split("_")), concept)
    return table


@functools.cache
def _concept_of_stems(language: str) -> Mapping[str, Concept]:
    """Stems of words for what is done or how it is → the concept, for forms that no list has: "encircled"."""
    found: dict[str, set[Concept]] = {}
    for entry, concept in _concept_of_words(language).items():
        if len(entry) == 1 and len(entry[0]) >= LEAST_OF_A_STEM:
            found.setdefault(stem(entry[0]), set()).add(concept)
    told = {form: next(iter(those)) for form, those in found.items() if len(those) == 1}
    return {form: concept for form, concept in told.items() if {"act", "state"} & concept.marks}


@functools.cache
def concept_pairs(table: str, language: str = "en") -> frozenset[frozenset[str]]:
    """The pairs of "opposites" or of "complements"."""
    return frozenset(frozenset(part.strip() for part in line.split("/")) for line in lines(language, table))


@functools.cache
def paired(table: str, language: str = "en") -> Mapping[str, frozenset[str]]:
    """Each concept of the table → those that it is paired with."""
    found: dict[str, set[str]] = {}
    for pair in concept_pairs(table, language):
        one, other = sorted(pair) if len(pair) == 2 else (next(iter(pair)),) * 2
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {name: frozenset(others) for name, others in found.items()}


@functools.cache
def contrasts(language: str = "en") -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in lines(language, "contrasts"))


@functools.cache
def calendar_words(language: str = "en") -> frozenset[str]:
    """Months, weekdays and seasons: capitalised, but no names."""
    lines_of_time = (line for line in contrasts(language) if line & {"january", "monday", "spring"})
    return frozenset().union(*lines_of_time)


@functools.cache
def _sign_patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    table = {}
    for line in lines(language, "signs"):
        sign, words = line.split(":", 1)
        alternatives = "|".join(re.escape(word.strip()) for word in words.split("|"))
        table[sign.strip()] = re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)
    return table


def signs(text: str, language: str = "en") -> frozenset[str]:
    """Which signs the words show: "closed", "so_far", "planned" …; "no more than" is none."""
    harmless = _negations(language)[1]
    text = harmless.sub(lambda found: "" if found.group().lower().endswith("than") else found.group(), text)
    patterns = _sign_patterns(language)
    text = patterns["harmless"].sub(" ", text)
    return frozenset(sign for sign, pattern in patterns.items() if sign != "harmless" and pattern.search(text))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the words of a stretch speak of: concepts and stems of content words, names left out."""

    concepts: frozenset[str]
    stems: frozenset[str]


@functools.cache
def _keeping_out(language: str) -> re.Pattern[str]:
    rows = dict(entries(language, "keeping_out"))
    verbs, what = ("|".join(rows[name].split()) for name in ("verbs", "what"))
    return re.compile(rf"\b(?:{verbs})\b((?: [\w’'-]+){{1,6}}?) (?:{what})\b", re.IGNORECASE)


def terms(text: str, without: Iterable[str] = (), language: str = "en") -> Terms:
    """Concepts (longest entry first) and the stems of all other content words; `without` are words of names."""
    text = _keeping_out(language).sub(r"barred\1", text)  # "denied the ship entry"
    tokens = [plain(token) for token in TOKEN.findall(text)]
    table, left_out = _concept_of_words(language), {*small_words(language), *(plain(word) for word in without)}
    calendar: frozenset[str] = frozenset().union(*contrasts(language))
    found: set[str] = set()
    stems: set[str] = set()
    index = 0
    while index < len(tokens):
        length = next(
            (
                n
                for n in range(_LONGEST_ENTRY, 0, -1)
                if tuple(tokens[index : index + n]) in table and index + n <= len(tokens)
            ),
            0,
        )
        if length > 1 and tokens[index] == "no" and tokens[index + length : index + length + 1]:
            length = length if tokens[index + length] in small_words(language) else 0  # "no power plant" is no blackout
        concept = table.get(tuple(tokens[index : index + length]))
        if concept is None and tokens[index] not in left_out:
            concept = _concept_of_stems(language).get(stem(tokens[index]))
        if concept is not None and (length > 1 or tokens[index] not in left_out or "role" in concept.marks):
            if "vague" not in concept.marks:
                found.add(concept.name)
            index += max(1, length)
            continue
        token = tokens[index]
        if token not in left_out and token not in calendar and not token[0].isdigit() and len(token) > 1:
            stems.add(stem(token))
        index += 1
    return Terms(frozenset(found), frozenset(stems))


def surfaces_of(names: frozenset[str], text: str, language: str = "en") -> str:
    """The first words of the text that stand for one of the concepts, as they are written; empty where none is found."""
    table, tokens = _concept_of_words(language), list(TOKEN.finditer(text))
    for first, token in enumerate(tokens):
        for length in range(min(_LONGEST_ENTRY, len(tokens) - first), 0, -1):
            concept = table.get(tuple(plain(one.group()) for one in tokens[first : first + length]))
            concept = concept or (_concept_of_stems(language).get(stem(token.group())) if length == 1 else None)
            if concept is not None and concept.name in names:
                return text[token.start() : tokens[first + length - 1].end()]
    return ""


def marked(names: Iterable[str], mark: str, language: str = "en") -> frozenset[str]:
    """Those of the concepts that carry the mark."""
    return _with_mark(mark, language).intersection(names)


@functools.cache
def _with_mark(mark: str, language: str) -> frozenset[str]:
    return frozenset(name for name, concept in concepts(language).items() if mark in concept.marks)


# --- names

Name = tuple[str, ...]  # the stems of its words


@dataclass(frozen=True, slots=True)
class Names:
    """The capitalised names of a stretch. `weak` ones are single words that only stand where any word is capitalised:
    whether one is a name, another text has to say. `words` are the surfaces of the strong ones, `weak_words` of the weak
    ones, in lower case."""

    strong: frozenset[Name]
    weak: frozenset[Name]
    words: frozenset[str]
    weak_words: frozenset[str]


@functools.cache
def word_list(name: str, language: str = "en") -> frozenset[str]:
    """The words of a list, in whatever lines."""
    return frozenset(word for line in lines(language, name) for word in line.split())


def names(text: str, language: str = "en") -> Names:
    """The names of a stretch; months, weekdays and small words are none, nor are words for kinds of bodies alone."""
    strong: set[Name] = set()
    weak: set[Name] = set()
    surfaces: set[str] = set()
    weak_surfaces: set[str] = set()
    generic = word_list("generic_names", language)
    for run, sure in _capital_runs(text, language):
        if all(plain(word) in generic for word in run):
            continue
        stems = tuple(name_stem(word) for word in run[:6])
        if sure:
            strong.add(stems)
            surfaces.update(plain(word) for word in run)
        else:
            weak.update((name,) for name in stems)
            weak_surfaces.update(plain(word) for word in run)
    return Names(frozenset(strong), frozenset(weak), frozenset(surfaces), frozenset(weak_surfaces))


MAIN_NAMES = 8


@functools.lru_cache(maxsize=64)
def main_names(text: str, language: str = "en") -> frozenset[Name]:
    """The names that a text has most often, at least twice."""
    runs = Counter(tuple(name_stem(word) for word in run[:6]) for run, sure in _capital_runs(text, language) if sure)
    generic = {name_stem(word) for word in word_list("generic_names", language)}
    often = [name for name, many in runs.most_common(MAIN_NAMES * 2) if many > 1 and not set(name) <= generic]
    return frozenset(often[:MAIN_NAMES])


def _capital_runs(text: str, language: str) -> Iterable[tuple[list[str], bool]]:
    """Runs of capitalised words, and whether each is surely a name."""
    calendar = calendar_words(language)
    small = small_words(language)
    for line in text.split("\n"):
        matches = list(TOKEN.finditer(line))
        plainly = [word for match in matches if not _is_shouted(word := match.group()) and plain(word) not in calendar]
        headline = len(plainly) >= 4 and sum(word[0].isupper() for word in plainly) > 0.6 * len(plainly)
        run: list[str] = []
        starts = False
        previous_end = 0
        for match in matches:
            word, gap = match.group(), line[previous_end : match.start()]
            previous_end = match.end()
            is_name = word[0].isupper() and len(plain(word)) > 1 and plain(word) not in small | calendar
            shouted = _is_shouted(word) and not headline
            if run and (not is_name or gap.strip(" ")):
                yield run, not headline and not (starts and len(run) == 1)
                run = []
            if is_name:
                if not run:  # a place in capitals at the head of a line is a dateline
                    starts = _starts_sentence(line, match.start()) and not shouted
                run.append(word)
                if word.endswith(("'s", "’s")):
                    yield run, not headline
                    run = []
        if run:
            yield run, not headline and not (starts and len(run) == 1)


def _is_shouted(word: str) -> bool:
    return word.isupper() and len(word) > 3


_AUXILIARIES = r"(?:(?:has|have|had|was|were|is|are|will|would|also|then|later) )*"
_NAMED_JUST_BEFORE = re.compile(rf"((?:[A-Z][\w’'-]+ )+){_AUXILIARIES}$")
_NAMED_FIRST = re.compile(
    r"\W*([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*),? [^;:“”\"]{0,200}(?: and|,| but| then) (?:also |then |later )?$"
)


@functools.lru_cache(maxsize=20_000)
def subject_before(before: str, quote: str, language: str = "en") -> str:
    """The name of whom a claim tells that begins with its verb, out of the sentence before it: "Okoro [conceded defeat]",
    "Astley was found guilty and [got eleven years]". Empty where the claim has its own subject."""
    first = TOKEN.match(quote)
    if first is None or not first.group().islower() or first.group() in word_list("no_verbs", language):
        return ""
    found = _NAMED_JUST_BEFORE.search(before[-80:]) or _NAMED_FIRST.match(before)
    return found.group(1).strip() if found else ""


LONGEST_DATELINE = 60
_DATELINE = re.compile(r"\W*[A-Z][A-Z .,'’-]+(?:, \w+\.? \d+|, \d+ \w+)?\s*[–—-]\s*(?:\W\s*)?")


def _starts_sentence(line: str, start: int) -> bool:
    before = line[:start].rstrip(" “\"'‘(–—-")
    if not before or before[-1] in ".!?:":
        return True
    return start <= LONGEST_DATELINE and _DATELINE.fullmatch(line, 0, start) is not None


def same_name(a: Name, b: Name) -> bool:
    """Whether one is the other or a part of it: "Tarrant" and "Tarrant Energy", not "Upper Esk" and "Lower Esk"."""
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    return aliases().get(a, a) == aliases().get(b, b)


@functools.cache
def aliases(language: str = "en") -> Mapping[Name, Name]:
    """A seat of government → the state that it stands for, both as name stems."""
    return {
        tuple(map(name_stem, seat.split())): tuple(map(name_stem, state.split()))
        for seat, state in entries(language, "aliases")
    }


# --- polarity


@functools.cache
def _negations(language: str) -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]:
    rows = dict(line.split(":", 1) for line in lines(language, "negations"))

    def alternatives(name: str) -> re.Pattern[str]:
        words = "|".join(re.escape(word.strip()) for word in rows[name].split("|"))
        return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)

    return frozenset(rows["words"].split()), alternatives("harmless"), alternatives("zero")


@functools.cache
def _saying_no(language: str) -> re.Pattern[str]:
    """Entries of concepts with a negation of their own: "no power" is a blackout, and denies nothing."""
    negations = _negations(language)[0]
    phrases = {" ".join(entry) for entry in _concept_of_words(language) if len(entry) > 1 and negations & set(entry)}
    behind = "|".join(
        sorted(small_words(language))
    )  # "no power in Varn"; in "no power plant" it says of the plant that there is none
    ends = rf"(?=\W*(?:$|[^\w\s]|(?:{behind})\b))"
    return re.compile(
        "|".join(rf"\b{re.escape(phrase)}\b{ends}" for phrase in sorted(phrases)) or r"(?!)", re.IGNORECASE
    )


def is_negated(text: str, language: str = "en") -> bool:
    """Whether an odd number of words turns the sense round; "no more than" and the like do not."""
    negations, harmless, _ = _negations(language)
    text = _CORRECTIVE.sub(" ", harmless.sub(" ", _saying_no(language).sub(" ", text)))
    tokens = TOKEN.findall(text.lower().replace("’", "'"))
    return sum(token in negations or token.endswith("n't") for token in tokens) % 2 == 1


_PART_OF = re.compile(r"\b(\w+) of (?:the |a |an |its |their |his |her )?(\w+)")


_OWNED = re.compile(r"\b([a-z]+)(?:['’]s|s['’]) (?:\w+ )?([a-z]+)\b")


def parts_of(text: str, others: frozenset[str]) -> frozenset[str]:
    """What the claim says of a thing's part or aspect where the other claim only has the thing: "the repair of the bridge"
    against "the bridge"."""
    found: set[str] = set()
    for part, whole in _PART_OF.findall(text):
        of_part, of_whole = items_of(part), items_of(whole)
        if of_part and of_whole & others and not of_part & others:
            found |= of_part
    return frozenset(found)


_OF_THE = re.compile(r"\b([a-z]+) of (?:the|its|their|his|her) ([a-z]+)\b")


def things_owned(text: str, others: frozenset[str]) -> frozenset[str]:
    """What the claim names as a thing of another, "the banker's wife", where the other claim only has that other: "the banker"."""
    pairs = [(part, whole) for whole, part in _OWNED.findall(text)] + _OF_THE.findall(text)
    found: set[str] = set()
    for part, whole in pairs:
        of_part, of_whole = items_of(part), items_of(whole)
        done = marked(of_part, "act") | marked(of_part, "state")
        if of_part and of_whole & others and not of_part & others and not done and not part.endswith("ed"):
            found |= of_part
    return frozenset(found)


@functools.lru_cache(maxsize=50_000)
def items_of(word: str) -> frozenset[str]:
    """The concept or the stem of one word; nothing for a small word."""
    found = terms(word)
    return found.concepts | found.stems


@functools.cache
def light_words(language: str = "en") -> frozenset[str]:
    """Stems of words that say nothing of what happened."""
    return frozenset(stem(word) for word in word_list("light_words", language))


@functools.cache
def wider_kinds(language: str = "en") -> Mapping[str, frozenset[str]]:
    """Nouns for people, as concept or stem → the wider ones that they are called by too: a miner is a worker."""
    found: dict[str, set[str]] = {}
    for line in lines(language, "kinds_of_people"):
        wider, narrower = line.split(":", 1)
        for noun in narrower.split():
            for name in {noun} & set(concepts(language)) or items_of(noun):
                found.setdefault(name, set()).add(wider.strip())
    return {name: frozenset(kinds) for name, kinds in found.items()}


_COMPLEMENT = re.compile(
    r"\b([a-z]+) (?:on|of|for|against) (?=(?:the |an? |its |their |his |her )?((?:[a-z-]+\b ?){1,3}))"
)


@functools.lru_cache(maxsize=20_000)
def complements(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """What the words say something of or on: "the duty on steel" → (duty, steel), each as concept or stem."""
    found = ((items_of(head), terms(nouns)) for head, nouns in _COMPLEMENT.findall(text))
    pairs = ((heads, of.concepts | of.stems) for heads, of in found)
    return tuple((name, nouns) for heads, nouns in pairs if nouns for name in heads)


_SIDE = re.compile(
    r"\b(for|in favour of|in support of|against) (?:the |an? |its |their |his |her )?([a-z-]+)", re.IGNORECASE
)


def on_two_sides(a: str, b: str) -> bool:
    """Whether one is for what the other is against: "marched for the tax", "marched against the tax"."""
    sides = [
        {(side.lower() == "against", item) for side, noun in _SIDE.findall(text) for item in items_of(noun)}
        for text in (a, b)
    ]
    return any((not against, item) in sides[1] for against, item in sides[0])


_BECAUSE = re.compile(
    r"\b(?:because of|due to|owing to|thanks to) (?:the |an? |its |their |his |her )?((?:[a-z-]+\b ?){1,3})"
)


@functools.lru_cache(maxsize=20_000)
def because_of(text: str) -> frozenset[str]:
    """The reason that the words give: "closed because of snow" → snow."""
    return _content_of(_BECAUSE.findall(text))


_AS = re.compile(r"\bas (?:the |an? |its |their |his |her )?((?:[a-z-]+\b ?){1,2})")


@functools.lru_cache(maxsize=20_000)
def as_what(text: str) -> frozenset[str]:
    """As what somebody does something: "resigned as party leader" → party, leader."""
    return _content_of(_AS.findall(text))


def _content_of(stretches: Iterable[str]) -> frozenset[str]:
    return frozenset(item for of in map(terms, stretches) for item in of.concepts | of.stems)


@functools.lru_cache(maxsize=20_000)
def is_part_of_known(text: str, surface: str) -> bool:
    """Whether a number is a part of what the text takes for known: "31 million crowns of the Varn budget"."""
    at = text.find(surface)
    return at >= 0 and _OF_KNOWN.match(text, at + len(surface)) is not None


_OF_KNOWN = re.compile(r"\s?(?:\w+ ){0,2}of (?:the|its|their|this|that|his|her|our)\b")


@functools.lru_cache(maxsize=20_000)
def what_they_do(counted: str) -> frozenset[str]:
    """The act that a noun for people is made of, as concept or stem: "voter" → vote. Empty for other nouns."""
    if len(counted) < 5 or not counted.endswith(("er", "or")):
        return frozenset()
    acts = items_of(counted[:-2]), items_of(counted[:-1])  # "striker" → strik, "voter" → vote
    return next((marked(found, "act") for found in acts if marked(found, "act")), frozenset())


def periods(tokens: Iterable[str], language: str = "en") -> frozenset[str]:
    """The spans of time that the words name: a profit of the quarter is none of the year."""
    known = frozenset(word for line in lines(language, "periods") for word in line.split())
    return frozenset(stem(token) for token in tokens if token in known)


@functools.cache
def _span_rows(language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = (line.split(":", 1) for line in lines(language, "period_spans"))
    return tuple((tuple(phrases.split()), name.strip()) for name, phrases in rows)


@functools.cache
def _span_names(language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((tuple(phrase.split("_")), name) for phrases, name in _span_rows(language) for phrase in phrases)


def span_counted(tokens: Sequence[str], language: str = "en") -> str:
    """Over which span of time the words count: "the first three months of the year" is a quarter. Empty when over none."""
    found = {
        name
        for phrase, name in _span_names(language)
        for start in range(len(tokens) - len(phrase) + 1)
        if tuple(tokens[start : start + len(phrase)]) == phrase
    }
    return next((name for _, name in _span_rows(language) if name in found), "")


_SINCE = re.compile(r"\b(?:since|so far this|in the (?:past|last) (?:\w+ )?(?:weeks|months|years))\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ALL_OF = re.compile(r"\b(?:all|every|each)\b(?: \w[\w,]*){1,4}", re.IGNORECASE)
_STAND_IN = re.compile(r"\bthe ([a-z]+)\b|\b(it|they|them|he|she|we|our|us|its|their|there)\b", re.IGNORECASE)


def reaches_back(text: str) -> bool:
    """Whether the claim counts from some day on: "since the spring"."""
    return _SINCE.search(text) is not None


def years_named(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text))


def counted_all(text: str) -> frozenset[str]:
    """Of what the words say that it holds of all: "all 44 passengers" → the items of both words that may be the noun."""
    found: set[str] = set()
    for match in _ALL_OF.finditer(text):
        for token in TOKEN.findall(match.group())[1:]:
            found |= items_of(plain(token))
    return frozenset(found)


@functools.lru_cache(maxsize=20_000)
def has_stand_in(text: str, language: str = "en") -> bool:
    """Whether a pronoun or a noun with "the" may stand for something that was named before."""
    nouns = word_list("stand_ins", language)
    return any(not noun or noun.lower() in nouns for noun, _ in _STAND_IN.findall(text))


_STANDING_IN = re.compile(r"\b[Tt]he ((?:[a-z]+ )?[a-z]+)\b")


@functools.lru_cache(maxsize=20_000)
def standing_in(text: str, language: str = "en") -> frozenset[str]:
    """The words of nouns that may stand for what was named before: "the drug", "the central bank"."""
    nouns = word_list("stand_ins", language)
    stretches = (found.split() for found in _STANDING_IN.findall(text))
    meant = (few[: 1 + (few[0] not in nouns)] for few in stretches if nouns & set(few))
    return frozenset(item for few in meant for word in few for item in items_of(word))


@functools.cache
def _stand_in_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    nouns = "|".join(sorted(word_list("stand_ins", language)))
    named = re.compile(rf"\b({nouns}) of ([A-Z][\w’'-]+)")
    return named, re.compile(rf"\b(?:an?|one) (?:[\w-]+ )?({nouns})\b", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def nouns_of_names(text: str, language: str = "en") -> tuple[tuple[str, Name], ...]:
    """The nouns that say what a named place is, with the name: "the city of Varn" → ("city", Varn)."""
    named, _ = _stand_in_patterns(language)
    return tuple((noun, (name_stem(name),)) for noun, name in named.findall(text))


@functools.lru_cache(maxsize=20_000)
def leaves_unnamed(text: str, language: str = "en") -> bool:
    """Whether the words speak of a thing without its name, which may follow later: "captured a village"."""
    _, unnamed = _stand_in_patterns(language)
    return unnamed.search(text) is not None


def without_titles(text: str, language: str = "en") -> str:
    """The words without those that only say what a named person is: "Finance minister Olaf Brandt" → "Olaf Brandt"."""
    titles, fields = word_list("titles", language), word_list("generic_names", language)
    tokens = list(TOKEN.finditer(text))
    for index in range(len(tokens) - 2, -1, -1):
        if plain(tokens[index].group()) not in titles or not tokens[index + 1].group()[0].isupper():
            continue
        first = index - (index > 0 and plain(tokens[index - 1].group()) in fields)
        text = text[: tokens[first].start()] + text[tokens[index + 1].start() :]
    return text


def described(text: str, language: str = "en") -> frozenset[Name]:
    """Names that only describe a company: "the Danish firm" is the firm that the text spoke of."""
    nouns = word_list("company_nouns", language)
    tokens = TOKEN.findall(text)
    found = set()
    for index in range(1, len(tokens) - 1):
        first, word, noun = tokens[index - 1], tokens[index], tokens[index + 1]
        if first.lower() in ("the", "a", "an") and word[0].isupper() and noun in nouns:
            found.add((name_stem(word),))
    return frozenset(found)


_KNOWN = frozenset({"the", "its", "their", "his", "her", "this", "that", "our"})


def is_known_by(text: str, surface: str) -> bool:
    """Whether a number only tells which thing is meant: "the £340m project", not "the project cost £340m"."""
    at = text.find(surface)
    before, after = TOKEN.findall(text[:at]), text[at + len(surface) :]
    return at > 0 and bool(before) and plain(before[-1]) in _KNOWN and after[:1] in (" ", "-") and after[1:2].islower()


_FELL = re.compile(r"fell|fallen|falls", re.IGNORECASE)
_HOLDS = frozenset({"capture", "retake", "hold"})


@functools.lru_cache(maxsize=20_000)
def holder_of(text: str, language: str = "en") -> frozenset[Name]:
    """Who has a place now, as the words say it: "Ostria's army took …", "… is held by Kelm". Empty when they do not."""
    tokens = list(TOKEN.finditer(text))
    table = _concept_of_words(language)
    for index, token in enumerate(tokens):
        pair = tuple(plain(t.group()) for t in tokens[index : index + 2])
        concept = table.get(pair) or table.get(pair[:1])
        if (concept is None or concept.name not in _HOLDS) and not _takes_a_place(tokens, index, language):
            continue
        before, after = text[: token.start()], text[token.end() :]
        if _FELL.fullmatch(token.group()):
            taker = re.match(r"\s*to ((?:the )?\w+(?:\W\w+){0,2})", after)
            return (
                frozenset() if taker is None else names(f"x {taker.group(1)}", language).strong or _side(taker.group(1))
            )
        owner = re.search(r"\b(?:by|of) ((?:the )?\w+(?:\W\w+){0,2})", after)
        if owner is not None and re.search(r"\b(?:is|are|was|were|been|remains?|under(?: the)?)\W*(?:\w+ )?$", before):
            return names(f"x {owner.group(1)}", language).strong or _side(owner.group(1))
        return (names(f"x {before}", language).strong or _side(before)) if before.strip() else frozenset()
    return frozenset()


def _side(text: str) -> frozenset[Name]:
    """Rebels or an army, where no side is named."""
    found = terms(text).concepts & {"rebel", "soldier", "police"}
    return frozenset((side,) for side in (found & {"rebel"} or found))


def _takes_a_place(tokens: Sequence[re.Match[str]], index: int, language: str) -> bool:
    """Whether "took" stands before "the village" or another noun for a place."""
    following = [plain(token.group()) for token in tokens[index + 1 : index + 3]]
    return (
        plain(tokens[index].group()) in word_list("taking", language)
        and following[:1] == ["the"]
        and following[1:] != []
        and bool(marked(terms(following[1]).concepts, "scope"))
    )


@functools.lru_cache(maxsize=20_000)
def acting(text: str, language: str = "en") -> frozenset[Name]:
    """The names before the first word of an act, roughly who acts; empty where none stands there."""
    table = _concept_of_words(language)
    for token in TOKEN.finditer(text):
        concept = table.get((plain(token.group()),))
        if concept is not None and {"act", "negator"} & concept.marks:
            before = text[: token.start()]
            return names(f"x {before}", language).strong if before.strip() else frozenset()
    return frozenset()


def points_elsewhere(text: str) -> bool:
    """Whether the claim's place is one that the text named before: "nobody was hurt there"."""
    return _ELSEWHERE.search(text) is not None


_DENIAL = re.compile(r"\b(?:denied|denies|denying|deny)\b(?: that)?", re.IGNORECASE)


def what_is_denied(text: str) -> str:
    """The claim without the words of who denies it."""
    match = _DENIAL.search(text)
    return text[match.end() :] if match else text


def counted_none(text: str, language: str = "en") -> str:
    """What the words say there is none of: "Not a single Ukrainian drone" → "drone"; empty when they do not."""
    _, harmless, zero = _negations(language)
    text = harmless.sub("", _saying_no(language).sub("", text))
    match = zero.search(text)
    if match is None:
        return ""
    following = TOKEN.findall(text[match.end() : match.end() + 80])[:3]
    nouns = (word for word in following if word.islower() and word not in small_words(language))
    return next(nouns, "")
