"""Leftovers of web pages in an article's text: what the page, not the article, says.

Signs are general: a line's form, its place, whom it addresses, and whether it shares words with its neighbours.
Nothing is removed; each leftover has a reason that an editor can overrule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims.extraction import leftover_signs, line_forms
from claims.extraction.found import FoundLeftover
from claims.extraction.lexicon import load
from claims.extraction.sentences import Sentence
from claims.spans import Span

IMPRINT = "name of the outlet, section or date"
BOX = "heading of a box that is not part of the article"
TEASER = leftover_signs.OTHER_STORY
LIST_END = "list of other stories after the article"
AFTER_END = "note after the end of the release"
CAPTION_LABEL = "label before a caption"
CREDIT = "photo credit"
VERSION = "mark of the agency before the headline"

# A page word in so many paragraphs of prose is the article's subject, not the page's.
TOPIC_FROM = 3
# A line of Title Case without a stop in the body is a crosshead up to here, a headline of another story from here on.
CROSSHEAD_WORDS = 5
TEASER_WORDS = 9

_ROLE = re.compile(
    r"\b(?:reporter|correspondent|editor|writer|journalist|staff|agencies|desk|columnist|analyst|bureau)\b", re.I
)
# More paragraphs than this after a contact line are the article going on.
NOTES_AFTER_CONTACT = 3

_EMPTY_WORDS = frozenset(load("en", "empty_words"))
_TOKEN = re.compile(r"[\w@#][\w’'+-]{0,60}")


@dataclass(slots=True)
class Line:
    """One paragraph as the page shows it."""

    span: Span
    text: str
    zone: str
    prose: bool
    sentences: list[Sentence] = field(default_factory=list)
    reason: str | None = None

    @property
    def words(self) -> set[str]:
        return content_words(self.text)


def find_leftovers(text: str, sentences: Sequence[Sentence]) -> list[FoundLeftover]:
    """Everything that a web page left in the text, in order; spans are whole paragraphs, or parts of one where the
    rest is the article's (the label of a caption, a credit, a closing "click here")."""
    lines = _lines(text, sentences)
    if not lines:
        return []
    topics = _topics(lines)
    for line in lines:
        if line.zone != "title":
            line.reason = leftover_signs.sign_of_line(line.text, topics, one_sentence=len(line.sentences) == 1)
    _judge_paragraphs(text, lines, topics)
    _judge_labelled_lists(lines)
    _judge_neighbours(lines)
    _judge_ends(lines)
    found = [FoundLeftover(line.span, line.reason) for line in lines if line.reason]
    found.extend(_parts(text, [line for line in lines if not line.reason], topics))
    return sorted(found, key=lambda leftover: leftover.span)


def content_words(text: str) -> set[str]:
    """The words that carry a subject: longer than three letters and none of the small ones, lower case."""
    return (
        {
            word.lower().removesuffix("’s").removesuffix("'s")
            for word in line_forms.words(text)
            if len(word) > 3 or word.isupper()
        }
        - line_forms.SMALL_WORDS
        - _EMPTY_WORDS
    )


def _lines(text: str, sentences: Sequence[Sentence]) -> list[Line]:
    lines: list[Line] = []
    for sentence in sentences:
        if sentence.first:
            lines.append(Line(sentence.span, "", sentence.zone, prose=False))
        lines[-1].sentences.append(sentence)
    for line in lines:
        line.span = line.sentences[0].span.hull(line.sentences[-1].span)
        line.text = line.span.of(text)
        line.prose = line_forms.is_prose(line.text)
    return lines


def _topics(lines: Iterable[Line]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        if line.prose and len(line.text) > 80:
            lower = line.text.lower()
            counts.update(leftover_signs.page_words_in(lower, _TOKEN.findall(lower)))
    return frozenset(word for word, count in counts.items() if count >= TOPIC_FROM)


def _judge_paragraphs(text: str, lines: list[Line], topics: frozenset[str]) -> None:
    """A paragraph is a leftover where each of its sentences is one, or speaks to the reader beside one that is."""
    for line in lines:
        if line.reason or line.zone == "title" or len(line.sentences) < 2:
            continue
        reasons = [leftover_signs.sign_of_sentence(each.span.of(text), topics) for each in line.sentences]
        known = next((reason for reason in reasons if reason), None)
        if known and all(
            reason or _goes_with_leftover(each.span.of(text), known)
            for each, reason in zip(line.sentences, reasons, strict=True)
        ):
            line.reason = known


def _goes_with_leftover(sentence: str, reason: str) -> bool:
    if any(mark in sentence for mark in '“”"«»'):
        return False
    tokens = _TOKEN.findall(sentence.lower())
    addressed = any(token in leftover_signs.READER for token in tokens) or (sentence.endswith("?") and len(tokens) <= 8)
    return len(tokens) <= 40 and (addressed or reason == leftover_signs.ABOUT_PAGE)


def _judge_labelled_lists(lines: list[Line]) -> None:
    """What stands without a stop below "Related stories" are their headlines; below a byline, the writer's role."""
    for index, line in enumerate(lines[:-1]):
        if line.reason == "byline":
            following = lines[index + 1]
            if _is_open(following) and len(following.text.split()) <= 6 and _ROLE.search(following.text):
                following.reason = "byline"
        if line.reason and leftover_signs.opens_a_list(line.text) and (line.text.endswith(":") or ":" not in line.text):
            for following in lines[index + 1 :]:
                if not _is_open(following):
                    break
                following.reason = TEASER


def _is_open(line: Line) -> bool:
    return line.reason is None and not line.prose and line.zone != "title" and not line_forms.ends_with_stop(line.text)


def _judge_neighbours(lines: list[Line]) -> None:
    """Judge the lines without a stop inside the body by what stands around them."""
    prose = [index for index, line in enumerate(lines) if line.prose and not line.reason]
    if not prose:
        return
    listed = _lists(lines)
    for index in range(prose[-1] - 1, prose[0], -1):
        line = lines[index]
        if line.reason or line.prose or line.zone in ("title", "caption") or index in listed:
            continue
        following = lines[index + 1].reason
        if following and following not in (CREDIT, TEASER, BOX):
            line.reason = BOX
        elif _is_teaser(line, [each for each in lines[index + 1 : index + 4] if each.prose and not each.reason][:2]):
            line.reason = TEASER


def _lists(lines: Sequence[Line]) -> set[int]:
    """Lines that belong to a list of the article: bullets, and what follows a line that ends in a colon."""
    listed: set[int] = set()
    for index, line in enumerate(lines):
        announced = index > 0 and (lines[index - 1].text.endswith(":") or index - 1 in listed)
        if line_forms.is_bullet(line.text) or line.text.endswith(":") or (announced and not line.prose):
            listed.add(index)
    return listed


def _is_teaser(line: Line, section: Sequence[Line]) -> bool:
    count = len(line.text.split())
    if count <= CROSSHEAD_WORDS or line_forms.ends_with_stop(line.text) or line.text[0] in "‘“\"'":
        return False
    titled = line_forms.title_case_share(line.text) >= 0.8
    shared = line.words & set().union(*(each.words for each in section)) if section else set()
    if titled and count >= TEASER_WORDS:
        return True
    return not shared and count <= 25


def _judge_ends(lines: list[Line]) -> None:
    """Judge what stands above the headline and what comes after the last paragraph of prose."""
    title = next((index for index, line in enumerate(lines) if line.zone == "title"), None)
    prose = [index for index, line in enumerate(lines) if line.prose and not line.reason]
    body: set[str] = set().union(*(lines[index].words for index in prose))
    for line in lines[: title or 0]:
        if not line.prose and not line.reason and not line.words & body:
            line.reason = leftover_signs.NAVIGATION
    if not prose:
        return
    for line in lines[title or 0 : prose[0]]:
        if line.zone == "body" and not line.reason and line_forms.is_name_and_place(line.text):
            line.reason = "byline"
        elif line.zone == "body" and not line.reason and _is_imprint(line.text):
            line.reason = IMPRINT
    _judge_tail(lines[prose[-1] + 1 :], body)
    _judge_notes(lines)
    _judge_author_notes(lines, prose)


def _is_imprint(line: str) -> bool:
    """True for a line under the headline that names the outlet, a section or a date, and tells nothing."""
    if line_forms.is_bullet(line) or line_forms.ends_with_stop(line):
        return False
    return (
        len(line.split()) <= 2
        or line_forms.is_imprint(line)
        or line_forms.is_outlet_name(line)
        or (len(line.split()) <= 6 and _ROLE.search(line) is not None and not line_forms.is_prose(line))
        or ("|" in line and len(line.split()) <= 16)
    )


def _judge_tail(tail: list[Line], body: set[str]) -> None:
    """Judge what comes after the last prose: links, unless it is a caption, a bullet or a sentence without its stop."""
    open_lines = [line for line in tail if not line.reason]
    listed = False
    for place, line in enumerate(tail):
        if line.reason:
            listed = listed or line.reason in (leftover_signs.NAVIGATION, TEASER) or _is_button_reason(line)
            continue
        first = place == 0 or line is open_lines[0]
        if not listed and _may_be_article(line, body, first=first):
            continue
        if leftover_signs.is_agency_mark(line.text):
            line.reason = "mark of the agency"
        elif listed or _is_topic(line, open_lines) or len(line.words & body) * 3 < len(line.words) or not line.words:
            line.reason = LIST_END


def _is_topic(line: Line, open_lines: Sequence[Line]) -> bool:
    """True for one of several lines of a word or three: the topics that a page files the article under."""
    return len(open_lines) > 1 and len(line.text.split()) <= 3


def _may_be_article(line: Line, body: set[str], *, first: bool) -> bool:
    if line.zone == "caption" and leftover_signs.is_caption(line.text[line_forms.caption_label(line.text) :]):
        return True
    if line_forms.ends_with_stop(line.text) or (line_forms.is_bullet(line.text) and not line.text[0].isdigit()):
        return True
    return first and _could_close_the_article(line, body)


def _is_button_reason(line: Line) -> bool:
    return line.reason is not None and line.reason.startswith("button")


def _could_close_the_article(line: Line, body: set[str]) -> bool:
    """True for a last sentence that merely lost its stop."""
    return len(line.text.split()) >= 8 and len(line.words & body) >= 2 and line_forms.title_case_share(line.text) < 0.6


def _judge_notes(lines: list[Line]) -> None:
    """What a press release says after its end mark, or after its contact line, is about the sender."""
    for index in range(len(lines) - 1, max(1, len(lines) // 2), -1):
        ended = leftover_signs.is_end_mark(lines[index].text)
        if ended:
            lines[index].reason = AFTER_END
        if ended or (lines[index].reason == leftover_signs.CONTACT and len(lines) - index <= NOTES_AFTER_CONTACT + 1):
            for line in lines[index + 1 :]:
                line.reason = line.reason or AFTER_END


def _judge_author_notes(lines: list[Line], prose: list[int]) -> None:
    for index in prose[-3:]:
        line = lines[index]
        if index == 0 or not leftover_signs.is_author_note(line.text):
            continue
        name = " ".join(line.text.split()[:2])
        if sum(name in other.text for other in lines if not line_forms.is_byline(other.text)) == 1:
            line.reason = "note about the author"


def _is_bare_credit(sentence: str) -> bool:
    """True for the names that close a caption without a stop: "Ana Ruiz / Harbour Post"."""
    return (
        len(sentence.split()) <= 7
        and not line_forms.ends_with_stop(sentence)
        and line_forms.title_case_share(sentence) == 1
    )


def _parts(text: str, lines: Iterable[Line], topics: frozenset[str]) -> Iterable[FoundLeftover]:
    for line in lines:
        mark = line_forms.version_mark(line.text) if line.zone == "title" else 0
        if mark:
            yield FoundLeftover(Span(line.span.start, line.span.start + mark), VERSION)
        label = line_forms.caption_label(line.text) if line.zone == "caption" else 0
        if label:
            opening = Span(line.span.start, line.span.start + len(line.text[:label].rstrip()))
            yield FoundLeftover(opening, CREDIT if "|" in line.text[:label] else CAPTION_LABEL)
        credit = line_forms.credit_start(line.text) if line.zone == "caption" else None
        if credit is not None and credit > label:
            yield FoundLeftover(Span(line.span.start + credit, line.span.end), CREDIT)
        elif label and len(line.sentences) > 1 and _is_bare_credit(line.sentences[-1].span.of(text)):
            yield FoundLeftover(line.sentences[-1].span, CREDIT)
            continue
        if len(line.sentences) > 1 and line.zone != "title":
            for each in line.sentences[1:]:
                reason = leftover_signs.sign_of_sentence(each.span.of(text), topics)
                if reason and (credit is None or each.span.end <= line.span.start + credit):
                    yield FoundLeftover(each.span, reason)
