"""What is stored, and what must always be true of it."""

from claims.models.account import ApiToken, Desk, Membership, Role, User
from claims.models.article import Article, Revision, UploadBatch, UploadItem
from claims.models.attribution import Attribution
from claims.models.base import How, State
from claims.models.claim import Claim, Placement
from claims.models.extraction_run import ExtractionRun, WorkerHeartbeat
from claims.models.fact import Fact
from claims.models.history import History
from claims.models.link import ClaimLink
from claims.models.link_profile import LinkKey, LinkProfile
from claims.models.quantity import Quantity
from claims.models.reading import Finding, Leftover, Sentence
from claims.models.source import Source, SourceAlias
from claims.models.verdict import Evidence, Verdict, VerdictEvidence

__all__ = [
    "ApiToken",
    "Article",
    "Attribution",
    "Claim",
    "ClaimLink",
    "Desk",
    "Evidence",
    "ExtractionRun",
    "Fact",
    "Finding",
    "History",
    "How",
    "Leftover",
    "LinkKey",
    "LinkProfile",
    "Membership",
    "Placement",
    "Quantity",
    "Revision",
    "Role",
    "Sentence",
    "Source",
    "SourceAlias",
    "State",
    "UploadBatch",
    "UploadItem",
    "User",
    "Verdict",
    "VerdictEvidence",
    "WorkerHeartbeat",
]
