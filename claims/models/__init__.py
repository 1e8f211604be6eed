"""What is stored, and what must always be true of it."""

from claims.models.account import ApiToken, Desk, Membership, Role, User
from claims.models.article import Article, Revision, UploadBatch, UploadItem
from claims.models.attribution import Attribution
from claims.models.base import How, State
from claims.models.claim import Claim, Placement
from claims.models.editing import ClaimEdit, Overruling, Proposal, Succession
from claims.models.evidence import Contact, Evidence, EvidenceCopy
from claims.models.extraction_run import ExtractionRun, WorkerHeartbeat
from claims.models.fact import Fact
from claims.models.history import History
from claims.models.label import HouseLabel
from claims.models.link import ClaimLink
from claims.models.link_profile import ClaimVector, LinkKey, LinkProfile
from claims.models.linking_words import WordBound
from claims.models.near_copy import NearCopy, TextBand
from claims.models.quantity import Quantity
from claims.models.reading import Finding, KeptReading, Leftover, Sentence
from claims.models.source import ReliabilityRating, Source, SourceAlias
from claims.models.talk import Comment, Notification, NotificationClaim, Presence
from claims.models.todo import Todo
from claims.models.verdict import Decision, DecisionEvidence, Publication, Verdict, VerdictEvidence
from claims.models.work import BulkAct, BulkRow, ReviewLease, SavedView

__all__ = [
    "ApiToken",
    "Article",
    "Attribution",
    "BulkAct",
    "BulkRow",
    "Claim",
    "ClaimEdit",
    "ClaimLink",
    "ClaimVector",
    "Comment",
    "Contact",
    "Decision",
    "DecisionEvidence",
    "Desk",
    "Evidence",
    "EvidenceCopy",
    "ExtractionRun",
    "Fact",
    "Finding",
    "History",
    "HouseLabel",
    "How",
    "KeptReading",
    "Leftover",
    "LinkKey",
    "LinkProfile",
    "Membership",
    "NearCopy",
    "Notification",
    "NotificationClaim",
    "Overruling",
    "Placement",
    "Presence",
    "Proposal",
    "Publication",
    "Quantity",
    "ReliabilityRating",
    "ReviewLease",
    "Revision",
    "Role",
    "SavedView",
    "Sentence",
    "Source",
    "SourceAlias",
    "State",
    "Succession",
    "TextBand",
    "Todo",
    "UploadBatch",
    "UploadItem",
    "User",
    "Verdict",
    "VerdictEvidence",
    "WordBound",
    "WorkerHeartbeat",
]
