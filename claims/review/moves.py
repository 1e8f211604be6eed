"""The one table of moves on a layer of a claim. Pages, API and admin all ask it; an illegal move is refused with the legal ones."""

from __future__ import annotations

from claims.models.base import State
from claims.models.verdict import Verdict

Act = Verdict.Act

# state of the layer → the acts that may come next
MOVES: dict[str, tuple[Act, ...]] = {
    State.UNREVIEWED: (Act.RECORD,),
    State.REOPENED: (Act.RECORD,),
    State.VERIFIED: (Act.CHANGE, Act.REOPEN, Act.WITHDRAW),
    State.DISPUTED: (Act.CHANGE, Act.REOPEN, Act.WITHDRAW),
    State.UNVERIFIABLE: (Act.CHANGE, Act.REOPEN, Act.WITHDRAW),
}
NEEDS_RATIONALE = {Act.RECORD, Act.CHANGE}
NEEDS_REASON = {Act.CHANGE, Act.REOPEN}
NEEDS_EVIDENCE = {Verdict.Value.VERIFIED, Verdict.Value.DISPUTED}


def legal_acts(state: str) -> tuple[Act, ...]:
    return MOVES[state]
