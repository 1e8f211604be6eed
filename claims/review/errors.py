"""What can be wrong with a decision; each names what may be done instead."""

from __future__ import annotations

from claims.errors import Conflict, Forbidden, InvalidInput


class IllegalMove(Conflict):
    """`details["legal"]` lists what may be done instead."""

    code = "illegal_move"


class StaleVerdict(Conflict):
    """Somebody judged this layer since the form was loaded; `details["verdict"]` is the one that holds now."""

    code = "stale_verdict"


class WordsChanged(Conflict):
    """The claim's words are others than those that the decision was made on."""

    code = "words_changed"


class SecondPersonNeeded(Forbidden):
    code = "second_person"


class MissingRationale(InvalidInput):
    code = "rationale"


class MissingEvidence(InvalidInput):
    code = "evidence"


class TooLateToUndo(Conflict):
    code = "too_late"


class NotInReview(Conflict):
    """The claim's article is withdrawn, or the claim no longer stands in its text."""

    code = "not_in_review"
