"""Why claims reopen by themselves, want a look, or have a link that is to be decided anew, in the sentences that are stored.

They are English, so that programs, the history and the check for the same cause read them alike, whoever acted in whatever
language; pages say them in the reader's (machine_sentences.py). `said` is a sentence within the sentence.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from claims.review.resting import Way

RETRACTED = {
    Way.ATTRIBUTED: gettext_noop("“%(name)s”, to whom the claim is attributed, was retracted: %(reason)s"),
    Way.ITS_ARTICLE: gettext_noop("“%(name)s”, whose article says it, was retracted: %(reason)s"),
    Way.EVIDENCE: gettext_noop("“%(name)s”, whose word is its evidence, was retracted: %(reason)s"),
    Way.CONFIDENTIAL: gettext_noop("The source of a confidential piece of evidence that it rests on was retracted."),
}
RESTORED = gettext_noop("The retraction of “%(name)s” was taken back")
UNDONE = gettext_noop("Undone by its reviewer")
WITHDRAWN = gettext_noop("“%(title)s”, which it rests on, was withdrawn: %(reason)s")
WITHDRAWN_UNSAID = gettext_noop("A confidential piece of evidence that it rests on was withdrawn.")
GONE = gettext_noop("The page at %(host)s that it rests on is not there any more (%(status)s): %(url)s")
GONE_UNSAID = gettext_noop("A confidential page that it rests on is not there any more (%(status)s).")
REVIEW_DATE = gettext_noop("It was to be looked at again on %(iso)s.")
UPDATED = gettext_noop("“%(newer)s” updates “%(older)s”: %(said)s")
CHANGED = gettext_noop("“%(was)s” became “%(now)s” (%(when)s)")

WORDS_CHANGED = gettext_noop("the words of claim %(claim)s changed")
REPLACED = gettext_noop("claim %(old)s was replaced by claim %(new)s")
CONFIRMED_SINCE = gettext_noop("%(said)s. Confirmed by %(name)s on %(when)s; since then %(said2)s.")
REJECTED_SINCE = gettext_noop("%(said)s. Rejected by %(name)s on %(when)s; since then %(said2)s.")
LOOK_AGAIN = gettext_noop("Look at this link again: %(said)s.")
NOT_CARRIED = gettext_noop("The link of claim %(old)s with “%(other)s” could not be carried over with certainty.")
JUDGED_BEFORE = gettext_noop(
    "Claim %(claim)s was judged “%(value)s” (%(layer)s) before its words became this claim’s: judge it anew."
)
SPOKE_OF = gettext_noop("Claim %(claim)s spoke of the fact “%(fact)s”: say whether this one does.")
EVIDENCE_REPLACED = gettext_noop(
    "Claim %(old)s of “%(title)s”, which is evidence here, was split or merged: name what it became."
)
EVIDENCE_REPLACED_UNSAID = gettext_noop(
    "A claim that is confidential evidence here was split or merged: name what it became."
)
UPDATED_BY = gettext_noop("Updated by claim %(claim)s of “%(title)s”: %(said)s")
UPDATES = gettext_noop("Updates claim %(claim)s of “%(title)s”: %(said)s")
CONTRADICTED_BY = gettext_noop("Contradicted by claim %(claim)s of “%(title)s”: %(said)s")
SAME_AS = gettext_noop("Says the same as claim %(claim)s of “%(title)s”, from one origin: %(said)s")
BORNE_OUT_BY = gettext_noop("Borne out by claim %(claim)s of “%(title)s”: %(said)s")

SENTENCES = (
    *RETRACTED.values(), RESTORED, UNDONE, WITHDRAWN, WITHDRAWN_UNSAID, GONE, GONE_UNSAID, REVIEW_DATE, UPDATED, CHANGED,
    WORDS_CHANGED, REPLACED, CONFIRMED_SINCE, REJECTED_SINCE, LOOK_AGAIN, NOT_CARRIED, JUDGED_BEFORE, SPOKE_OF,
    EVIDENCE_REPLACED, EVIDENCE_REPLACED_UNSAID, UPDATED_BY,
    UPDATES, CONTRADICTED_BY, SAME_AS, BORNE_OUT_BY,
)  # fmt: skip


def moment(when: datetime | None, *, seconds: bool = False) -> str:
    """A moment as the sentences have it; empty for none."""
    with translation.override("en"):
        return date_format(timezone.localtime(when), "j M Y, H:i:s" if seconds else "j M Y") if when else ""
