"""The review queue: what waits, in order and with why, under filters that are counted, kept as views and acted on in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from claims.errors import Conflict
from claims.models import Article, Claim, ClaimLink, Desk, SavedView, Source, User
from claims.models.base import State
from claims.permissions import Action, Actor, desk_ids
from claims.review.bulk import MOST_ROWS, NEEDS
from claims.review.facets import MOST_SHOWN, Count, Counts, count_facets
from claims.review.leases import leases_on, next_claim
from claims.review.queue import AGES, DUES, ME, NONE, OPEN_STATES, SORTS, UNKNOWN, Choice, matching, page_of
from claims.review.views import delete_view, edit_view, save_view, views_to_read
from claims.web.access import DeskRequest, desk_page
from claims.web.forms_work import ViewForm
from claims.web.machine_words import unit_in_words
from claims.web.panel import HOPS, chain_of
from claims.web.reading import claim_address
from claims.web.work_view import why_here

PAGE_SIZE = 30
NOBODY = UUID(int=0)  # the id of no claim


@dataclass
class Value:
    """One value of a filter, with how many claims it would leave."""

    value: str
    name: str
    on: bool
    count: Count | None


@dataclass
class Facet:
    name: str
    label: str
    values: list[Value]
    open: bool
    has_more: bool = False  # there are, or may be, others than those that are listed, and one can be named
    others: list[tuple[str, str]] = field(default_factory=list)  # those that can be chosen beside them: value, name


@dataclass
class Tag:
    """A value that is chosen, and the address without it."""

    words: str
    address: str


@desk_page
@require_GET
def queue(request: DeskRequest) -> HttpResponse:
    """Claims under the filters of the address, those that want somebody when no state is chosen."""
    choice, now = Choice.of(request.GET), timezone.now()
    claims = matching(request.actor, choice, now=now)
    counts = count_facets(request.actor, choice, now=now)
    shown = claims.select_related("article__outlet", "assignee").prefetch_related("quantities", HOPS)
    rows, following = page_of(shown, choice.sort, cursor=request.GET.get("after", ""), size=PAGE_SIZE)
    names = _names(choice, request.actor)
    facets = facets_of(choice, counts, names)
    for facet in facets:
        if facet.name == "outlet" and facet.has_more:
            facet.others = other_outlets(request.actor, [value.value for value in facet.values])
    context = {
        "place": "queue",
        "rows": rows_of(rows, request.actor, now),
        "total": counts.total,
        "most": MOST_ROWS,
        "facets": facets,
        "tags": tags_of(choice, counts, names),
        "choice": choice,
        "query": choice.address(),
        "following": choice.address(after=following) if following else "",
        "at_top": not request.GET.get("after"),
        "sorts": [(sort, SORT_NAMES[sort](), sort == choice.sort) for sort in SORTS],
        "views": views_to_read(request.actor),
        "view_desks": _desks(request.actor),
        "may_review": bool(desk_ids(request.actor, Action.REVIEW)),
        "may_assign": bool(desk_ids(request.actor, Action.ASSIGN)),
        "verbs": verbs_for(request.actor),
    }
    return render(request, "review/queue.html", context)


@desk_page
@require_POST
def take_next(request: DeskRequest) -> HttpResponse:
    """To the next claim, now in the reader's hand; `leaving` is one to be passed over."""
    leaving = (
        Claim.objects.readable_by(request.actor)
        .filter(public_id=_uuid(request.POST.get("leaving", "")) or NOBODY)
        .first()
    )
    found = next_claim(actor=request.actor, leaving=leaving)
    if found is None:
        messages.success(request, _("No other claim waits for you."))
        return redirect("desk")
    return redirect(claim_address(found.article, found.number, "world"))


# --- saved views --------------------------------------------------------------------------------------------------------


@desk_page
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    """Keep the filters and the order of the queue under a name; the page they came from shows them again."""
    form = ViewForm(request.POST, desks=_desks(request.actor))
    choice = Choice.of(_query(request.POST.get("query", "")))
    if not form.is_valid() or not form.desks:
        return render(
            request, "review/save_view.html", {"place": "queue", "form": form, "query": choice.address()}, status=422
        )
    data = form.cleaned_data
    try:
        save_view(
            actor=request.actor,
            desk=form.chosen_desk(),
            name=data["name"],
            query=choice.address(),
            shared=data["shared"],
        )
    except Conflict as error:
        form.add_error("name", error.message)
        return render(
            request, "review/save_view.html", {"place": "queue", "form": form, "query": choice.address()}, status=409
        )
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": data["name"]})
    return redirect(f"{reverse('queue')}?{choice.address()}")


@desk_page
@require_POST
def change_view(request: DeskRequest, view_id: UUID) -> HttpResponse:
    """Rename, share, or delete one's own view; a deleted one can be saved again from the message."""
    view = get_object_or_404(SavedView.objects.filter(owner=request.actor.user), public_id=view_id)
    if request.POST.get("act") == "delete":
        delete_view(view=view, actor=request.actor)
        context = {"place": "queue", "view": view, "desk": view.desk}
        return render(request, "review/view_deleted.html", context)
    form = ViewForm(request.POST, desks=_desks(request.actor))
    if not form.is_valid():
        return render(
            request,
            "review/save_view.html",
            {"place": "queue", "form": form, "view": view, "query": view.query},
            status=422,
        )
    try:
        edit_view(view=view, actor=request.actor, name=form.cleaned_data["name"], shared=form.cleaned_data["shared"])
    except Conflict as error:
        form.add_error("name", error.message)
        return render(
            request,
            "review/save_view.html",
            {"place": "queue", "form": form, "view": view, "query": view.query},
            status=409,
        )
    messages.success(request, _("The view is now called “%(name)s”.") % {"name": form.cleaned_data["name"]})
    return redirect(f"{reverse('queue')}?{view.query}")


# --- what the page shows ------------------------------------------------------------------------------------------------


def rows_of(claims: list[Claim], actor: Actor, now: Any) -> list[dict[str, Any]]:
    """The claims with what their row says: the speaker, links, who has it in hand, and why it stands there."""
    leases = leases_on(claims)
    links = links_on(claims, actor)
    return [
        {
            "claim": claim,
            "speaker": next(iter(chain_of(claim)), None),
            "why": why_here(claim, now),
            "lease": leases.get(claim.pk),
            "links": links.get(claim.pk, (0, 0)),
        }
        for claim in claims
    ]


def links_on(claims: list[Claim], actor: Actor) -> dict[int, tuple[int, int]]:
    """Claim id to its links and, of them, the confirmed contradictions."""
    ids = {claim.pk for claim in claims}
    links = ClaimLink.objects.readable_by(actor).open().filter(Q(left__in=ids) | Q(right__in=ids))
    found: dict[int, tuple[int, int]] = {}
    for left, right, relation, state in links.values_list("left_id", "right_id", "relation", "state"):
        parts = int(relation == ClaimLink.Relation.CONTRADICTS and state == ClaimLink.State.CONFIRMED)
        for pk in {left, right} & ids:
            number, contradicting = found.get(pk, (0, 0))
            found[pk] = (number + 1, contradicting + parts)
    return found


def verbs_for(actor: Actor) -> list[tuple[str, str]]:
    """The acts on many claims that the reader may do on some desk, with their names."""
    names = {
        "assign": _("Assign"),
        "deadline": _("Deadline"),
        "priority": _("Priority"),
        "risk": _("Risk"),
        "unverifiable": _("Unverifiable"),
        "reopen": _("Reopen"),
        "reject": _("Reject"),
    }
    return [(verb, name) for verb, name in names.items() if desk_ids(actor, NEEDS[verb])]


SORT_NAMES: dict[str, Any] = {
    "queue": lambda: _("deadline, load, priority, worth"),
    "worth": lambda: _("check-worthiness"),
    "newest": lambda: _("newest first"),
    "oldest": lambda: _("oldest first"),
}


def _labels() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """The filters in their order: label, and the values that are always offered."""
    states = [
        (state, _(str(State(state).label)))
        for state in ("unreviewed", "reopened", "verified", "disputed", "unverifiable")
    ]
    return {
        "state": (_("World verdict"), states),
        "pending": (_("Two reviewers"), [("second", _("second review wanted")), ("conflict", _("they differ"))]),
        "due": (
            _("Due"),
            list(zip(DUES, [_("overdue"), _("today"), _("within a week"), _("later"), _("no deadline")], strict=True)),
        ),
        "assignee": (_("Assigned to"), [(ME, _("me")), (NONE, _("nobody"))]),
        "links": (
            _("Links"),
            [
                ("contradiction_confirmed", _("contradiction, confirmed")),
                ("contradiction_suggested", _("contradiction, suggested")),
                ("confirmed", _("any, confirmed")),
                ("suggested", _("any, suggested")),
                (NONE, _("none")),
            ],
        ),
        "outlet": (_("Outlet"), []),
        "speaker": (_("Speaker"), []),
        "kind": (_("Kind"), [(str(value), _(str(label))) for value, label in Claim.Kind.choices]),
        "unit": (_("Unit"), []),
        "age": (
            _("Age"),
            list(zip(AGES, [_("today"), _("1 day"), _("2 days"), _("3 to 7 days"), _("older")], strict=True)),
        ),
        "priority": (_("Priority"), [(str(v), _(str(Claim.Priority(v).label))) for v in (2, 1, 0, -1)]),
        "risk": (_("Risk"), [("yes", _("flagged"))]),
    }


OPEN_AT_FIRST = ("state", "due", "assignee", "outlet")
MANY = ("outlet", "speaker", "unit")  # filters with more values than a list should hold
MOST_OTHERS = 1_000


def facets_of(choice: Choice, counts: Counts, names: dict[str, str]) -> list[Facet]:
    facets = []
    for name, (label, fixed) in _labels().items():
        chosen = choice.get(name) or (OPEN_STATES if name == "state" else ())
        offered = dict(fixed)
        for value in counts.facets[name]:
            if value and (not fixed or name == "assignee"):
                offered.setdefault(value, _value_name(name, value, counts.names | names))
        for value in choice.get(name):
            offered.setdefault(value, _value_name(name, value, counts.names | names))
        values = [Value(value, words, value in chosen, counts.of(name, value)) for value, words in offered.items()]
        if values:
            listed = counts.facets[name]
            has_more = name in MANY and (len(listed) >= MOST_SHOWN or listed.get("", Count(0)).more)
            facets.append(Facet(name, label, values, bool(choice.get(name)) or name in OPEN_AT_FIRST, has_more))
    return facets


def other_outlets(actor: Actor, listed: list[str]) -> list[tuple[str, str]]:
    """The outlets of articles that the reader may read, but for those listed already: id and name, by name."""
    articles = Article.objects.readable_by(actor).filter(outlet=OuterRef("pk"), state=Article.State.LIVE)
    outlets = Source.objects.filter(Exists(articles), desk_id__in=desk_ids(actor, Action.READ)).order_by("name", "pk")
    found = outlets.values_list("public_id", "name")[: MOST_OTHERS + len(listed)]
    return [(str(pk), name) for pk, name in found if str(pk) not in listed][:MOST_OTHERS]


def _value_name(facet: str, value: str, names: dict[str, str]) -> str:
    if value == UNKNOWN:
        return _("unknown")
    if facet == "links" and value == "contradicted":
        return _("contradiction, confirmed or suggested")
    if facet == "unit":
        return unit_in_words(value)
    return names.get(value) or (_("no longer there") if facet in ("outlet", "assignee", "article") else value)


def tags_of(choice: Choice, counts: Counts, names: dict[str, str]) -> list[Tag]:
    labels = _labels()
    tags = []
    for name, values in choice.values.items():
        label, fixed = labels.get(name, (_("Article"), []))
        if name == "told":
            tags.append(Tag(_("those of a notification"), choice.without(name).address()))
            continue
        for value in values:
            words = dict(fixed).get(value) or _value_name(name, value, counts.names | names)
            tags.append(Tag(f"{label}: {words}", choice.without(name, value).address()))
    return tags


def _names(choice: Choice, actor: Actor) -> dict[str, str]:
    """Names of the outlets, people and articles that the address names by their id, where no claim is left to count them by."""
    found: dict[str, str] = {}
    readable = desk_ids(actor, Action.READ)
    if outlets := [value for value in choice.get("outlet") if value != UNKNOWN]:
        found |= {
            str(pk): name
            for pk, name in Source.objects.filter(desk_id__in=readable, public_id__in=outlets).values_list(
                "public_id", "name"
            )
        }
    if people := [value for value in choice.get("assignee") if value not in (ME, NONE)]:
        members = User.objects.filter(memberships__desk_id__in=readable, public_id__in=people)
        found |= {str(user.public_id): user.name for user in members}
    if articles := choice.get("article"):
        rows = Article.objects.readable_by(actor).filter(public_id__in=articles).values_list("public_id", "title")
        found |= {str(pk): title for pk, title in rows}
    return found


def _desks(actor: Actor) -> list[Desk]:
    return list(Desk.objects.filter(pk__in=desk_ids(actor, Action.READ)).order_by("name"))


def _query(text: str) -> QueryDict:
    return QueryDict(text[:4000])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
