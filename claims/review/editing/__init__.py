"""People change the machine's reading: every act is written down with what was before and after, and can be taken back.

An editor before a claim is judged; reviewers until its verdict is published; after that nobody, until it is taken back or
reopened. A claim keeps its verdicts and links: where its words change, verdicts reopen and decided links are suggestions
again; where it is split or merged, its links go to a successor or ask for a look.
"""

from claims.review.editing.overruling import overrule
from claims.review.editing.proposals import accept_proposal, dismiss_proposal, reopen_proposal
from claims.review.editing.several import merge_claims, split_claim
from claims.review.editing.single import add_claim, reject_claim, respan_claim, restore_claim, reword_claim
from claims.review.editing.undoing import undo_edit

__all__ = [
    "accept_proposal",
    "add_claim",
    "dismiss_proposal",
    "merge_claims",
    "overrule",
    "reject_claim",
    "reopen_proposal",
    "respan_claim",
    "restore_claim",
    "reword_claim",
    "split_claim",
    "undo_edit",
]
