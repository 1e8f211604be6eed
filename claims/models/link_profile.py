"""What linking keeps of a claim, so that a new claim finds its like among a million without reading their texts."""

from __future__ import annotations

from django.db import models
from pgvector.django import HalfVectorField, HnswIndex

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


class ClaimVector(models.Model):
    """Where a claim's words point to (`claims/linking/vectors.py`): claims that say alike in other words lie near. The machine's own."""

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="vector")
    desk = models.ForeignKey(Desk, models.CASCADE, related_name="+", db_index=False)
    vector = HalfVectorField(dimensions=256)

    class Meta:
        indexes = [
            # the claims nearest to a new one, found without looking at the others
            HnswIndex(
                fields=["vector"], name="claim_vector_near", m=12, ef_construction=40, opclasses=["halfvec_cosine_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"Vector of claim {self.claim_id}"
