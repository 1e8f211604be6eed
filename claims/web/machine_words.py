"""What the reading of a text says in fixed words: kept as it says them, shown in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.review.machine_sentences import WORDS_WITHIN, sentence_in_words

WORDS = frozenset(
    [
        # of check-worthiness (claims/extraction/news_signs.py)
        gettext_noop("number"), gettext_noop("a small number"), gettext_noop("money"), gettext_noop("share"),
        gettext_noop("harm"), gettext_noop("something done"), gettext_noop("change in a number"),
        gettext_noop("named actor"), gettext_noop("superlative"), gettext_noop("official source"),
        gettext_noop("unnamed source"), gettext_noop("denial or exclusion"), gettext_noop("headline"),
        gettext_noop("quotation"), gettext_noop("hedge"), gettext_noop("opinion lowers it"),
        gettext_noop("an aim lowers it"), gettext_noop("speech about speech lowers it"),
        gettext_noop("no comment lowers it"), gettext_noop("background lowers it"),
        gettext_noop("said in passing lowers it"), gettext_noop("an age lowers it"),
        gettext_noop("first person lowers it"), gettext_noop("question lowers it"),
        gettext_noop("too short to check lowers it"), gettext_noop("contradiction"),
        # of a sentence without a claim
        gettext_noop("rhetoric"), gettext_noop("question"), gettext_noop("fragment"), gettext_noop("opinion"),
        gettext_noop("no words"), gettext_noop("instruction"), gettext_noop("forecast without attribution"),
        gettext_noop("heading between paragraphs"), gettext_noop("no claim found"), gettext_noop("no claim of its own"),
        # of what is left of a web page
        gettext_noop("heading of a box that is not part of the article"),
        gettext_noop("asks the reader to do something on the page"), gettext_noop("asks to follow"),
        gettext_noop("label before a caption"), gettext_noop("hashtags or account names"),
        gettext_noop("link to the source"), gettext_noop("link to the previous or the next story"),
        gettext_noop("link or teaser of another story"), gettext_noop("date line of the page"),
        gettext_noop("bare web address"), gettext_noop("speaks of the page itself, not of the news"),
        gettext_noop("contact line"), gettext_noop("source or keywords of the page"),
        gettext_noop("navigation of the page"), gettext_noop("byline"),
        gettext_noop("button, counter or label of the page"), gettext_noop("name of the outlet, section or date"),
        gettext_noop("note after the end of the release"), gettext_noop("names of those who worked on the article"),
        gettext_noop("byline or date line"), gettext_noop("photo credit"), gettext_noop("photo credit or label"),
        gettext_noop("list of other stories after the article"), gettext_noop("copyright line"),
        gettext_noop("date or rights line of the page"), gettext_noop("address to the reader"),
        gettext_noop("mark of the agency"), gettext_noop("note about the author"),
        gettext_noop("note on this version of the report"), gettext_noop("rate of exchange"),
    ]
)  # fmt: skip


# units that are words (claims/extraction/lexicon/en/units.json); signs such as km stay
UNITS = frozenset(WORDS_WITHIN["unit"]) | frozenset(
    [
        gettext_noop("basis points"), gettext_noop("centuries"), gettext_noop("days"), gettext_noop("decades"),
        gettext_noop("degrees"), gettext_noop("hours"), gettext_noop("minutes"), gettext_noop("months"),
        gettext_noop("nights"), gettext_noop("people"), gettext_noop("percentage points"), gettext_noop("quarters"),
        gettext_noop("seconds"), gettext_noop("share"), gettext_noop("times"), gettext_noop("weeks"),
        gettext_noop("years"),
    ]
)  # fmt: skip


def unit_in_words(unit: str) -> str:
    """A unit in the reader's language, where it is a word and not a sign; a counted noun stays as the text has it."""
    return _(unit) if unit in UNITS else unit


def in_words(said: str) -> str:
    """The machine's words and sentences in the reader's language; what is none of them stays as it was said."""
    return _(said) if said in WORDS else sentence_in_words(said)
