"""The text with its claims marked: nothing lost, nothing added, nothing believed."""

from __future__ import annotations

import re
import time
from html import escape, unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.spans import Span
from claims.web.highlighting import Mark, emphasise, highlight, merged

REFERENCE = re.compile(r'<a class="ref[^>]*>\d+(?:<svg [^>]*><use [^>]*/></svg>)?</a>')
TAG = re.compile(r"<[^>]*>")


def words_of(markup: str) -> str:
    """What is left without references and tags: still escaped."""
    return TAG.sub("", REFERENCE.sub("", markup))


def mark(text: str, words: str, number: int, **fields: object) -> Mark:
    start = text.index(words)
    return Mark(Span(start, start + len(words)), number, href=f"?claim={number}", **fields)  # type: ignore[arg-type]


def whole(text: str, *marks: Mark) -> str:
    return highlight(text, Span(0, len(text)), marks)


class Structure(HTMLParser):
    """Checks that what opens is closed in order, and collects text by claim and the ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.by_claim: dict[int, str] = {}
        self.ids: list[str] = []
        self.references: list[int] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        if tag == "a":
            self.references.append(int(named["data-focus"] or 0))
        if "id" in named:
            self.ids.append(named["id"] or "")
        self.open.append((tag, named.get("data-claim")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "a" for tag, _ in self.open):
            return
        for claim in {int(claim) for _, claim in self.open if claim}:
            self.by_claim[claim] = self.by_claim.get(claim, "") + data


def parsed(markup: str) -> Structure:
    structure = Structure()
    structure.feed(markup)
    structure.close()
    assert structure.open == []
    return structure


def test_a_claim_is_marked_with_its_number_after_it() -> None:
    text = "The harbour said two cranes fell."
    assert whole(text, mark(text, "two cranes fell", 3, label="Claim 3, unreviewed")) == (
        'The harbour said <mark class="mark mark--unreviewed" id="c3" data-claim="3">two cranes fell</mark>'
        '<a class="ref ref--unreviewed" href="?claim=3" data-focus="3" aria-label="Claim 3, unreviewed">3</a>.'
    )


def test_a_judged_claim_shows_its_glyph_and_the_one_in_focus_its_ground() -> None:
    text = "Two cranes fell."
    markup = whole(text, mark(text, "Two cranes fell", 1, state="disputed", current=True))
    assert 'class="mark mark--disputed mark--current"' in markup
    assert 'class="ref ref--disputed ref--current"' in markup
    assert '<use href="icons.svg#disputed"/>' in markup


def test_a_claim_inside_another_nests_and_keeps_its_own_reference() -> None:
    text = "water for the nearly 900-metre pier was cut"
    markup = whole(text, mark(text, text, 1), mark(text, "the nearly 900-metre pier", 2))
    outer, inner = parsed(markup).by_claim[1], parsed(markup).by_claim[2]
    assert (outer, inner) == (text, "the nearly 900-metre pier")
    assert 'mark--deep" id="c2"' in markup
    assert markup.index("</mark><a") < markup.rindex("</mark><a")


def test_crossing_claims_share_the_piece_and_the_rest_follows_as_a_sibling() -> None:
    text = "On Monday they sent dozens of boats, some towards the lock"
    first, second = (
        mark(text, "On Monday they sent dozens of boats", 1),
        mark(text, "dozens of boats, some towards the lock", 2),
    )
    structure = parsed(whole(text, first, second))
    assert structure.by_claim == {1: first.span.of(text), 2: second.span.of(text)}
    assert structure.references == [1, 2]
    assert structure.ids == ["c1", "c2"]
    assert whole(text, first, second).count('data-claim="2"') == 2


def test_two_claims_that_end_together_both_carry_a_reference() -> None:
    text = "the base, which is used by the fleet"
    structure = parsed(whole(text, mark(text, text, 1), mark(text, "which is used by the fleet", 2)))
    assert structure.references == [2, 1]


def test_a_number_is_set_in_bold_even_where_another_claim_begins_in_it() -> None:
    text = "more than 80 boats"
    outer = Mark(Span(0, len(text)), 1, numbers=(Span(0, 12),))
    inner = Mark(Span(5, 18), 2)
    markup = whole(text, outer, inner)
    assert re.findall(r'<span class="mark__number">(.*?)</span>', markup) == ["more ", "than 80"]
    parsed(markup)


def test_a_claim_over_two_paragraphs_has_one_reference_and_one_name() -> None:
    text = "It burned.\nIt sank."
    claim = Mark(Span(0, 19), 7)
    first, second = highlight(text, Span(0, 10), [claim]), highlight(text, Span(11, 19), [claim])
    assert (parsed(first).references, parsed(second).references) == ([], [7])
    assert (parsed(first).ids, parsed(second).ids) == (["c7"], [])


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</mark></p><img src=x onerror=alert(1)>",
        '" onclick="alert(1)',
        "'><svg/onload=alert(1)>",
        "&lt;script&gt; & &amp;",
        "{% csrf_token %}{{ request }}",
        "]]><!-- --><![CDATA[",
        "\u202e\u2066abc\u0000\ufffe",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    text = f"before {hostile} after"
    middle = len("before ")
    markup = highlight(
        text, Span(0, len(text)), [Mark(Span(middle + 1, middle + len(hostile)), 1), Mark(Span(3, middle + 3), 2)]
    )
    assert words_of(markup) == escape(text)
    assert parsed(markup).tags <= {"mark", "a", "span"}


def test_a_hostile_label_state_or_address_stays_inside_its_attribute() -> None:
    markup = highlight("abc", Span(0, 3), [Mark(Span(0, 3), 1, state='x" onload="y', href='"><script>', label='"><b>')])
    assert parsed(markup).tags == {"mark", "a", "svg", "use"}


texts = st.text(alphabet=st.sampled_from("ab<>&\"'/\n é😀\u0301\u202e"), min_size=1, max_size=40)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, Span, list[Mark]]:
    text = draw(texts)

    def spans(low: int, high: int) -> st.SearchStrategy[Span]:
        return st.integers(low, high - 1).flatmap(lambda s: st.integers(s + 1, high).map(lambda e: Span(s, e)))

    found = draw(st.lists(spans(0, len(text)), max_size=7, unique=True))
    marks = [
        Mark(
            span,
            number,
            state=draw(st.sampled_from(["verified", "disputed", "unreviewed"])),
            current=draw(st.booleans()),
            numbers=tuple(draw(st.lists(spans(span.start, span.end), max_size=2))),
        )
        for number, span in enumerate(found, 1)
    ]
    return text, draw(spans(0, len(text))), marks


@given(marked_texts(), st.data())
def test_muted_pieces_keep_every_character_too(given_: tuple[str, Span, list[Mark]], data: st.DataObject) -> None:
    text, span, marks = given_
    start = data.draw(st.integers(0, len(text) - 1))
    markup = highlight(text, span, marks, muted=[Span(start, data.draw(st.integers(start + 1, len(text))))])
    assert words_of(markup) == escape(span.of(text))
    parsed(markup)


@given(marked_texts())
def test_without_tags_and_references_the_escaped_text_is_left(given_: tuple[str, Span, list[Mark]]) -> None:
    text, span, marks = given_
    assert words_of(highlight(text, span, marks)) == escape(span.of(text))


@given(marked_texts())
def test_every_claim_covers_its_own_words_and_has_one_reference_where_it_ends(
    given_: tuple[str, Span, list[Mark]],
) -> None:
    text, span, marks = given_
    markup = highlight(text, span, marks)
    structure = parsed(markup)
    inside = [mark for mark in marks if mark.span.overlaps(span)]
    for shown in inside:
        cut = Span(max(shown.span.start, span.start), min(shown.span.end, span.end))
        assert structure.by_claim[shown.number].replace("\r", "") == cut.of(text)
    assert sorted(structure.references) == sorted(mark.number for mark in inside if mark.span.end <= span.end)
    assert sorted(structure.ids) == sorted(f"c{mark.number}" for mark in inside if mark.span.start >= span.start)


@given(marked_texts())
def test_bold_numbers_keep_every_character(given_: tuple[str, Span, list[Mark]]) -> None:
    text, _, marks = given_
    bold = emphasise(text, [mark.span for mark in marks])
    assert unescape(TAG.sub("", bold)) == text
    assert "".join(unescape(TAG.sub("", b)) for b in re.findall(r"<b .*?>(.*?)</b>", bold, re.DOTALL)) == "".join(
        span.of(text) for span in merged(mark.span for mark in marks)
    )


def test_bold_numbers_outside_the_text_are_left_out() -> None:
    assert emphasise("abc", [Span(1, 9), Span(-1, 1)]) == "abc"


def test_the_cost_of_a_paragraph_grows_with_its_claims_and_not_with_their_square() -> None:
    number = 20_000
    text = "abcd " * number
    marks = [Mark(Span(5 * n, 5 * n + 4), n + 1, numbers=(Span(5 * n + 1, 5 * n + 3),)) for n in range(number)]
    started = time.process_time()
    markup = highlight(text, Span(0, len(text)), marks, muted=[Span(5 * n + 4, 5 * n + 5) for n in range(number)])
    assert time.process_time() - started < 20  # some tenths of a second; by the square it is minutes
    assert markup.count('<mark class="mark ') == number
    assert markup.count('<span class="mark__number">bc</span>') == number
    assert markup.count('<span class="muted"> </span>') == number
