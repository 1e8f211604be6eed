"""A desk's own words for the core verdicts, and its rules of review. Seniors and moderators keep them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, InvalidInput
from claims.models import Claim, Decision, Desk, HouseLabel, Verdict
from claims.permissions import Action, Actor, require

LONGEST_NAME = 60
MOST_LABELS = 60  # on a desk; a form with more is no help to anybody
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?", re.ASCII)
SHOWN = ("value", "name", "names", "colour", "ordinal", "retired")


def shown_name(label: HouseLabel) -> str:
    """The label in the reader's language, where the desk has given it one."""
    language = get_language() or settings.LANGUAGE_CODE
    return str(label.names.get(language) or label.names.get(language.split("-")[0]) or label.name)


def labels_for(claim: Claim, *holding: HouseLabel | None) -> list[HouseLabel]:
    """Those that a verdict on the claim may carry: the desk's, and a retired one that the holding verdict still carries."""
    kept = [label.pk for label in holding if label is not None]
    rows = HouseLabel.objects.filter(desk_id=claim.desk_id)
    return [label for label in rows.order_by("ordinal", "id") if not label.retired or label.pk in kept]


def fitting_label(
    label: HouseLabel | None, *, claim: Claim, value: str, last: Verdict | None = None
) -> HouseLabel | None:
    """The label, if a verdict of that value on that claim may carry it. Raises InvalidInput."""
    if label is None:
        return None
    if label.desk_id != claim.desk_id:
        raise InvalidInput(_("That label belongs to another desk."), code="label")
    if label.value != value:
        raise InvalidInput(
            _("“%(label)s” says %(core)s, so it does not go with %(value)s.")
            % {"label": shown_name(label), "core": label.value, "value": value},
            code="label",
        )
    if label.retired and (last is None or last.label_id != label.pk):
        raise InvalidInput(_("“%s” is retired; choose another label, or none.") % shown_name(label), code="label")
    return label


def add_label(
    *, desk: Desk, actor: Actor, value: str, name: str, names: Mapping[str, str] | None = None, colour: str = ""
) -> HouseLabel:
    """A new label of the desk, the last in its order. Raises InvalidInput, Conflict for a name that is taken."""
    require(actor, Action.EDIT_HOUSE_RULES, desk.pk)
    if value not in Verdict.Value.values:
        raise InvalidInput(_("A label maps onto verified, disputed or unverifiable."), code="value")
    fields = _checked(name=name, names=names or {}, colour=colour)
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        of_desk = HouseLabel.objects.filter(desk=desk)
        if of_desk.count() >= MOST_LABELS:
            raise Conflict(_("A desk has at most %s labels; remove one that no verdict carries.") % MOST_LABELS)
        ordinal = (of_desk.aggregate(last=Max("ordinal"))["last"] or 0) + 1
        label = _saved(HouseLabel(desk=desk, value=value, ordinal=ordinal, **fields))
        history.append(verb="added label", subject=label, desk=desk, actor=actor, after=_shown(label))
    return label


def edit_label(
    *,
    label: HouseLabel,
    actor: Actor,
    name: str | None = None,
    names: Mapping[str, str] | None = None,
    colour: str | None = None,
    ordinal: int | None = None,
    retired: bool | None = None,
) -> HouseLabel:
    """Change what is given; the rest stays, and so does the core verdict that it maps onto."""
    require(actor, Action.EDIT_HOUSE_RULES, label.desk_id)
    with transaction.atomic():
        label = HouseLabel.objects.select_for_update().get(pk=label.pk)
        before = _shown(label)
        fields = _checked(
            name=label.name if name is None else name,
            names=label.names if names is None else names,
            colour=label.colour if colour is None else colour,
        )
        for key, new in fields.items():
            setattr(label, key, new)
        if ordinal is not None:
            if not 0 <= ordinal <= 9999:
                raise InvalidInput(_("The place in the order is a number from 0 to 9999."), code="ordinal")
            label.ordinal = ordinal
        if retired is not None:
            label.retired = retired
        after = _shown(label)
        if after != before:
            _saved(label)
            changed = [key for key in SHOWN if before[key] != after[key]]
            history.append(
                verb="edited label", subject=label, desk=label.desk_id, actor=actor,
                before={"name": before["name"]} | {key: before[key] for key in changed},
                after={"name": after["name"]} | {key: after[key] for key in changed},
            )  # fmt: skip
    return label


def remove_label(*, label: HouseLabel, actor: Actor) -> None:
    """Remove a label that no verdict ever carried. Raises Conflict for one in use: that one is retired."""
    require(actor, Action.EDIT_HOUSE_RULES, label.desk_id)
    with transaction.atomic():
        label = HouseLabel.objects.select_for_update().get(pk=label.pk)
        if is_carried(label):
            raise Conflict(_("Verdicts carry this label, so it stays; retire it instead."), code="label_in_use")
        before = _shown(label)
        history.append(verb="removed label", subject=label, desk=label.desk_id, actor=actor, before=before)
        label.delete()


def edit_rules(
    *,
    desk: Desk,
    actor: Actor,
    independent_origins: int,
    second_review_from: float | None,
    review_after_days: int | None,
) -> Desk:
    """Set the desk's rules of review. They hold for what is decided from now on; a round of two that has begun ends by two."""
    require(actor, Action.EDIT_HOUSE_RULES, desk.pk)
    if not 1 <= independent_origins <= 9:
        raise InvalidInput(_("A verdict needs from 1 to 9 independent origins."), code="independent_origins")
    if second_review_from is not None and not 0 <= second_review_from <= 1:
        raise InvalidInput(_("Check-worthiness runs from 0 to 1; leave it empty for none."), code="second_review_from")
    if review_after_days is not None and not 1 <= review_after_days <= 3650:
        raise InvalidInput(_("From 1 to 3650 days; leave it empty for none."), code="review_after_days")
    with transaction.atomic():
        desk = Desk.objects.select_for_update().get(pk=desk.pk)
        before = _rules(desk)
        desk.independent_origins = independent_origins
        desk.second_review_from = second_review_from
        desk.review_after_days = review_after_days
        after = _rules(desk)
        if after != before:
            desk.save(update_fields=list(after))
            changed = [key for key in after if before[key] != after[key]]
            history.append(
                verb="edited desk", subject=desk, desk=desk, actor=actor,
                before={key: before[key] for key in changed}, after={key: after[key] for key in changed},
            )  # fmt: skip
    return desk


def is_carried(label: HouseLabel) -> bool:
    """Whether any verdict, or decision towards one, carries the label."""
    return Verdict.objects.filter(label=label).exists() or Decision.objects.filter(label=label).exists()


def _rules(desk: Desk) -> dict[str, Any]:
    return {
        "independent_origins": desk.independent_origins,
        "second_review_from": desk.second_review_from,
        "review_after_days": desk.review_after_days,
    }


def _checked(*, name: str, names: Mapping[str, str], colour: str) -> dict[str, Any]:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(_("A label has a name of at most %s characters.") % LONGEST_NAME, code="name")
    if colour not in HouseLabel.Colour.values:
        raise InvalidInput(_("Choose one of the colours."), code="colour")
    translated = {}
    for language, words in names.items():
        if not LANGUAGE.fullmatch(str(language)) or not isinstance(words, str) or len(words.strip()) > LONGEST_NAME:
            raise InvalidInput(
                _("Names go by the code of a language, such as “uk”, with at most %s characters each.") % LONGEST_NAME,
                code="names",
            )
        if words.strip():
            translated[str(language)] = words.strip()
    return {"name": name, "names": translated, "colour": colour}


def _saved(label: HouseLabel) -> HouseLabel:
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        if "house_label_once_per_desk" in str(error):
            raise Conflict(_("The desk has a label of that name already."), code="label_name") from error
        raise
    return label


def _shown(label: HouseLabel) -> dict[str, Any]:
    return {key: getattr(label, key) for key in SHOWN}
