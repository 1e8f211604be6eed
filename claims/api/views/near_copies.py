"""Articles that share text: what the machine proposes as one origin, and what people decide about it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.near_copy_outputs import NearCopyDecision, NearCopyFilters, NearCopyOut, near_copies
from claims.api.views.base import DeskView
from claims.linking.near_copies import judge_near_copy
from claims.models import NearCopy


class NearCopies(DeskView):
    nouns = ("near copy", "near copies")
    queryset = NearCopy.objects.none()
    rows = staticmethod(near_copies)
    serializer_class = NearCopyOut
    filterset_class = NearCopyFilters
    orderings = {"containment": "containment", "created_at": "created_at"}

    @extend_schema(request=NearCopyDecision, responses=NearCopyOut)
    def partial_update(self, request: Request, id: str) -> Response:
        """Confirm that the two articles are of one origin, reject it, or take the decision back (“suggested”).

        Send the `version` that you read; when somebody decided meanwhile, the answer is 409 with the `near_copy` as it is now.
        """
        copy, sent = self.get_object(), self.sent(NearCopyDecision).validated_data
        judge_near_copy(near_copy=copy, actor=self.actor, state=sent["state"], version=sent["version"])
        return self.show(self.get_object())
