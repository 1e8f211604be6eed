"""What can stand against an act on facts."""

from __future__ import annotations

from claims.errors import Conflict, InvalidInput


class StaleFact(Conflict):
    """Somebody did something to the fact since the actor looked; `fact` is as it is now."""

    code = "stale_fact"


class FactMerged(Conflict):
    """The fact's claims went into another one; `fact` is that one."""

    code = "fact_merged"


class InAnotherFact(Conflict):
    """The claim belongs to another fact already; `fact` is that one. Sent again with it, the claim moves."""

    code = "in_another_fact"


class NotInFact(Conflict):
    """The claim is not, or no longer, in this fact."""

    code = "not_in_fact"


class NoName(InvalidInput):
    code = "name"


class NothingChosen(InvalidInput):
    code = "claims"
