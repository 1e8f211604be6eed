"""What linking keeps of a claim, so that a new claim finds its like among a million without reading their texts."""

from __future__ import annotations

from django.db import models

from claims.models.account import Desk
from claims.models.claim import Claim


class LinkProfile(models.Model):
    """One claim as the comparison sees it (`claims/linking/compared.py`). The machine's own: made again from the rows
    whenever the claim changes, and never edited."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="link_profile")
    profile = models.JSONField()
    digest = models.CharField(max_length=32)  # of the profile: unchanged ones are left alone

    def __str__(self) -> str:
        return f"Profile of claim {self.claim_id}"


class LinkKey(models.Model):
    """One thing by which a claim may be found: 64 bits of a typed key such as "a counted thing with its number"."""

    # The search reads the newest few claims of one key from this index alone, so its cost does not grow with the corpus.
    pk = models.CompositePrimaryKey("desk_id", "key", "claim_id")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="link_keys")  # indexed: a claim's keys are replaced

    def __str__(self) -> str:
        return f"{self.key} of claim {self.claim_id}"
