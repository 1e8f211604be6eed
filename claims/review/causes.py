"""Why claims reopen by themselves, in the sentences that are stored: English, so that programs and the history read them alike.
Pages show them in the reader's language (claims/web/machine_words.py)."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from claims.review.resting import Way

RETRACTED = {
    Way.ATTRIBUTED: gettext_noop("“%(name)s”, to whom the claim is attributed, was retracted: %(reason)s"),
    Way.ITS_ARTICLE: gettext_noop("“%(name)s”, whose article says it, was retracted: %(reason)s"),
    Way.EVIDENCE: gettext_noop("“%(name)s”, whose word is its evidence, was retracted: %(reason)s"),
    Way.CONFIDENTIAL: gettext_noop("The source of a confidential piece of evidence that it rests on was retracted."),
}
RESTORED = gettext_noop("The retraction of “%(name)s” was taken back")
