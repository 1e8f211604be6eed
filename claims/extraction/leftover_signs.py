"""The signs by which one line or sentence shows that a web page, not the article, is speaking."""

from __future__ import annotations

import functools
import itertools
import re

from claims.extraction import line_forms
from claims.extraction.lexicon import load

READER = frozenset({"you", "your", "you’re", "you're", "you’ve", "you've", "us", "our", "we", "we’re", "we're", "ours"})

_REACHED = re.compile(
    r"\bcan be (?:reached|contacted) (?:at|on|via|by)\b"
    r"|\A(?:follow|contact|email|e-mail) (?:him|her|them|the (?:writer|reporter|author))\b",
    re.I,
)
_LIST_LABEL = re.compile(
    r"\b(?:related|recommended|sponsored|promoted|trending|popular|most (?:read|viewed|shared)|read (?:more|next|also)"
    r"|also (?:read|like)|(?:latest|top|more|other) (?:stories|news|headlines|articles|posts)|more (?:on|from|in)"
    r"|(?:interested|enjoy)|up next|around the web)\b",
    re.I,
)
_END_MARK = re.compile(
    r"\A(?:[-–—*~\s]{0,4}(?:ends?|30|notes to editors?)[-–—*~:.\s]{0,4}|#{2,6}|\*(?:\s?\*){2,4})\Z", re.I
)
_STOP_INSIDE = re.compile(r"[a-z]{2}[.!?]\s")
# The page itself speaking; "you" and "your" alone are also what advice says.
PAGE = frozenset({"us", "our", "we", "ours", "we’re", "we're"})
_CALL = re.compile(
    r"(?:(?:please|also|or) )?(?:(?:join|follow|tell|e-?mail|contact|support|message|text|write to|call) us\b"
    r"|let us know\b|get in touch\b)",
    re.I,
)
# Imperatives that are also plain talk ("Let me comment"): they need more than one page word.
_EVERYDAY_VERBS = frozenset(
    {"let", "have", "help", "start", "try", "keep", "go", "leave", "ask", "turn", "become", "call", "report"}
)
_SAID = re.compile(r",? (?:says?|said|told|adds?|added|according to) [A-Z]")
_INVITES = re.compile(
    r"\A(?:you (?:may|might|could) (?:also )?(?:be interested|like|enjoy)"
    r"|(?:more|other|further) (?:from|on|in|about) |our [A-Z]\w+(?: \w+)?:)",
    re.I,
)
_TOKEN = re.compile(r"[\w@#][\w’'+-]{0,60}")
_BEFORE_VERB = re.compile(
    r"(?:please|also|and|or|to|you can(?: also)?|you may(?: also)?|don[’']t (?:forget|miss)(?: to)?|be sure to|"
    r"(?:if|when) you [^.,]{1,80}, (?:please )?|for more[^.,]{0,60}, |for all[^.,]{0,80}, )\s*",
    re.I,
)
_QUOTED = re.compile(r"[\"“”«»‘]")
_CLICK = re.compile(r"\b(?:click|tap|swipe)(?:ing)? (?:here|on|the|below|this|through)\b|\bscroll down\b", re.I)
_COPYRIGHT = re.compile(
    r"\A(?:©|\(c\)|copyright(?:ed)?(?: by\b|:|,? ?(?:©|\(c\)|\d{4}|(?-i:[A-Z]))))|©\s?\d{4}|\ball rights reserved\b",
    re.I,
)
_ITSELF = re.compile(
    r"\bthis (?:press |news )?(?:release|article|story|content|page|site|website|post|newsletter|piece|translation)\b",
    re.I,
)
_OF_ITSELF = re.compile(
    r"\b(?:published|appeared|issued|distributed|translated|updated|corrected|amended|sponsored|produced|reproduced|"
    r"edited|generated|provided|republished|forward-looking|not (?:be )?liable|no liability|reflect(?:s)? the (?:views|"
    r"opinions?)|redistributed|rewritten)\b",
    re.I,
)
_LEGAL = re.compile(
    r"\bforward-looking statements?\b|\bviews? (?:and opinions? )?expressed\b.{1,80}\bauthors?|\bnot (?:be )?(?:held )?liable for\b"
    r"|\bdo(?:es)? not necessarily (?:reflect|represent)\b|\baccepts? no (?:liability|responsibility)\b"
    r"|\b(?:(?:author|writer|columnist|contributor|blogger)[’']?s?[’']? (?:views?|opinions?|positions?)"
    r"|(?:views?|opinions?) (?:of|by|in) (?:the |this |our |its )?(?:author|writer|columnist|contributor|blogger|column|post)s?)\b"
    r"[^.!?]{0,60}\b(?:may|might|do|does|need|will) ?(?:not|n[’']t)\b[^.!?]{0,30}\b(?:coincide|reflect|represent|match|agree)\b"
    r"|\bfor informational purposes only\b|\bterms (?:of|and) (?:use|service|conditions)\b"
    r"|\bwithout (?:prior )?written (?:permission|consent)\b",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"\A\(?(?:additional )?(?:reporting|writing|editing|research|translation|production) (?:and (?:reporting|writing|editing) )?by\b"
    r"|\bcontributed to this (?:report|story|article)\b|\A(?:edited|written|translated|compiled|reported) by:? [A-Z]"
    r"|\Awith (?:reporting|files|inputs?|additional reporting) (?:by|from)\b",
    re.I,
)
_NEIGHBOUR = re.compile(
    r"\A[«‹<←»›>→\s]{0,4}(?:previous|prev|next|older|newer)\s?(?:article|post|story|entry|page|news|up)s?", re.I
)
_SOURCE = re.compile(
    r"\A(?:source|via|original|read the original|view original)(?: (?:link|article|url|post|here))?\s*(?:[:→»]|\Z)",
    re.I,
)
_AUTHOR = re.compile(
    r"\A[A-Z][\w.’'-]{1,30}(?: [A-Z][\w.’'-]{0,30}){1,3} (?:is|covers|reports|writes|joined) .{0,200}?\b(?:reporter|writer|editor|"
    r"correspondent|columnist|journalist|freelance|covers|covering|newsroom|bureau chief)\b"
)
_COUNTER = re.compile(
    r"\A[\d.,]{1,9}\s?(?:k|m)?\s?(?:comments?|shares?|views?|likes?|reads?|min(?:ute)?s? read|replies)?\Z", re.I
)
# What a wire says to its subscribers: what a new version changes, and the rate that its sums were converted at.
_VERSION_NOTE = re.compile(
    r"\A\((?:(?:updates?|adds?|recasts?|corrects?|refiles?|repeats?|rewrites?|releads?|changes?|removes?|fixes?|clarifies)\b"
    r"|new throughout)[^()]{1,250}\)\.?\Z",
    re.I,
)
_RATE_NOTE = re.compile(
    r"\A\(\s?(?:[A-Z]{0,3}[$€£¥]\s?1|1 [A-Za-z.]{2,12}(?: [a-z]{3,10})?)(?:\.0{1,4})?\s?=\s?[^()=]{2,40}"
    r"(?:[;,][^()=]{1,30}=[^()=]{2,40}){0,5}\)\.?\Z"
)
_AGENCY_MARK = re.compile(r"\A[(\[–—-]{0,2}\s?[A-Z][A-Za-z/&.-]{1,14}(?:[/ ][A-Z][A-Za-z]{1,12})?\s?[)\]]?\Z")

NAVIGATION = "navigation of the page"
ASKS = "asks the reader to do something on the page"
ABOUT_PAGE = "speaks of the page itself, not of the news"
CONTACT = "contact line"
OTHER_STORY = "link or teaser of another story"


def sign_of_line(line: str, topics: frozenset[str], *, one_sentence: bool) -> str | None:
    """Why a whole line is a leftover, in words for an editor; None when its form shows nothing.

    `topics` are page words that the article itself speaks of ("browser" in a story on browsers); they prove nothing.
    """
    for sign, reason in _FORMS:
        if sign(line):
            return reason
    shown = _label_reason(line) or _short_page_line(line, topics)
    return shown or (sign_of_sentence(line, topics) if one_sentence else None)


def _short_page_line(line: str, topics: frozenset[str]) -> str | None:
    """A few words without a stop that name a part of the page ("Advertisement – story continues below")."""
    if _INVITES.match(line) and len(line.split()) <= 9 and not line_forms.ends_with_stop(line):
        return OTHER_STORY
    if len(line.split()) > 8 or line_forms.ends_with_stop(line) or _QUOTED.search(line):
        return None
    lower = line.lower()
    strong = page_words_in(lower, _TOKEN.findall(lower)) - topics
    return ABOUT_PAGE if strong and line_forms.title_case_share(line) < 1 else None


def sign_of_sentence(sentence: str, topics: frozenset[str]) -> str | None:
    """Why a sentence is a leftover, for it may stand at the end of a paragraph of the article."""
    if _QUOTED.search(sentence) and not _CLICK.search(sentence):
        return None
    if _asks_reader(sentence, topics):
        return ASKS
    if _COPYRIGHT.search(sentence):
        return "copyright line"
    if (_ITSELF.search(sentence) and _OF_ITSELF.search(sentence)) or _LEGAL.search(sentence):
        return ABOUT_PAGE
    if _REACHED.search(sentence):
        return CONTACT
    if _CONTRIBUTED.search(sentence):
        return "names of those who worked on the article"
    return None


def _asks_reader(sentence: str, topics: frozenset[str]) -> bool:
    if len(sentence) > 400 or _SAID.search(sentence):
        return False
    if _CLICK.search(sentence):
        return True
    lower = sentence.lower()
    tokens = _TOKEN.findall(lower)
    strong = page_words_in(lower, tokens)
    if strong & topics:
        strong = set()  # the other page words go with the article's subject: cookies with browsers
    reader = any(token in READER for token in tokens)
    if (tokens[:1] == ["please"] and reader) or (len(tokens) <= 10 and _CALL.match(sentence)):
        return True
    commands = _is_imperative(sentence)
    if strong and (reader or commands or len(strong) > 1):
        return True
    weak = {token for token in tokens if token in _weak_words() or token[0] == "@"} - topics
    page_speaks = not PAGE.isdisjoint(tokens) or any(token[0] == "@" for token in tokens)
    short = 0 < len(tokens) <= 8 and tokens[0] not in _EVERYDAY_VERBS
    return commands and bool(weak) and (page_speaks or short or len(weak) > 2)


def page_words_in(lower: str, tokens: list[str]) -> set[str]:
    """The words and phrases for parts of a page that stand in a line of lower-case words."""
    found = {token for token in tokens if token in _page_words()}
    if len(tokens) > 1:
        found |= {pair for pair in _pairs(tokens) if pair in _page_words()}
    return found | {phrase for phrase in _long_phrases() if phrase in lower}


def _pairs(tokens: list[str]) -> set[str]:
    return {f"{first} {second}" for first, second in itertools.pairwise(tokens)}


def _is_imperative(sentence: str) -> bool:
    """True when the sentence begins with a verb in which pages address readers, with or without "please"."""
    start = 0
    before = _BEFORE_VERB.match(sentence)
    if before:
        start = before.end()
    word = _TOKEN.match(sentence, start)
    if word is None or word.group().lower() not in _reader_verbs():
        return False
    following = sentence[word.end() : word.end() + 1]
    return following in (" ", "") and not re.match(r" (?:is|are|was|were|has|said|of)\b", sentence[word.end() :])


def _label_reason(line: str) -> str | None:
    label = line_forms.label_of(line)
    if label is None:
        return None
    rest = line.partition(":")[2].strip()
    if label in line_forms.caption_labels() and is_caption(rest):
        return None
    if label in ("source", "author", "editor", "contact") and line_forms.is_prose(rest) and len(rest.split()) > 25:
        return None
    if label in line_forms.caption_labels() or "credit" in label or label.startswith(("photo", "image")):
        return "photo credit or label"
    if label.startswith(
        ("source", "via", "original", "tag", "topic", "categor", "keyword", "filed", "section", "posted in")
    ):
        return "source or keywords of the page"
    if label.startswith(("contact", "media", "press", "email", "e-mail", "tel", "phone", "fax", "for m")):
        return CONTACT
    if label.endswith("by") or label in ("author", "editor"):
        return "names of those who worked on the article"
    if label in ("published", "updated", "last updated", "last modified", "posted", "isbn", "doi", "copyright"):
        return "date or rights line of the page"
    return OTHER_STORY


def is_caption(rest: str) -> bool:
    """True when what follows a caption's label is a sentence, not a name or another story's headline."""
    if len(rest.split()) <= 5:
        return False
    return (
        line_forms.ends_with_stop(rest)
        or _STOP_INSIDE.search(rest) is not None
        or line_forms.title_case_share(rest) < 0.6
    )


def _is_author_note(line: str) -> bool:
    return len(line) < 400 and bool(_AUTHOR.match(line)) and not _QUOTED.search(line)


_FORMS = (
    (line_forms.is_web_address, "bare web address"),
    (line_forms.is_tag_line, "hashtags or account names"),
    (_NEIGHBOUR.match, "link to the previous or the next story"),
    (_SOURCE.match, "link to the source"),
    (_VERSION_NOTE.match, "note on this version of the report"),
    (_RATE_NOTE.match, "rate of exchange"),
    (line_forms.is_date_line, "date line of the page"),
    (line_forms.is_byline, "byline"),
    (line_forms.is_posted_line, "byline or date line"),
    (_CONTRIBUTED.search, "names of those who worked on the article"),
    (line_forms.is_link_row, NAVIGATION),
    (line_forms.is_button, "button, counter or label of the page"),
    (_COUNTER.match, "button, counter or label of the page"),
)


def is_author_note(line: str) -> bool:
    """True for "Ana Ruiz is a reporter covering courts": only near the end, of somebody the article does not name."""
    return _is_author_note(line)


def opens_a_list(line: str) -> bool:
    """True for the label above links to other stories: "Related stories", "You may also like:", "Most read"."""
    return len(line.split()) <= 7 and _LIST_LABEL.search(line) is not None


def is_end_mark(line: str) -> bool:
    """True for "ENDS", "###" and "-30-": the release is over, what follows is about the sender."""
    return len(line) <= 24 and _END_MARK.match(line) is not None


def is_agency_mark(line: str) -> bool:
    """True for a last line such as "(AFP)" or "— Reuters"."""
    return len(line) <= 30 and bool(_AGENCY_MARK.match(line)) and (line[0] in "([–—-" or line.isupper())


@functools.cache
def _page_words() -> frozenset[str]:
    return frozenset(load("en", "page_words"))


@functools.cache
def _long_phrases() -> tuple[str, ...]:
    return tuple(phrase for phrase in _page_words() if phrase.count(" ") > 1)


@functools.cache
def _weak_words() -> frozenset[str]:
    return frozenset(load("en", "page_words_weak"))


@functools.cache
def _reader_verbs() -> frozenset[str]:
    return frozenset(load("en", "reader_verbs"))
