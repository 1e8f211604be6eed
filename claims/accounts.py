"""Desks, members and API tokens. What each may do is in claims/permissions.py."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import history
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.models import ApiToken, Desk, Membership, Role, User
from claims.permissions import Action, Actor, require

DEFAULT_TOKEN_DAYS = 90


class UnusableAccount(InvalidInput):
    code = "account"


class LastModerator(Conflict):
    code = "last_moderator"


def memberships_of(desk: Desk | int) -> QuerySet[Membership]:
    """Those of the desk's people: of no programs and no closed accounts."""
    return Membership.objects.filter(desk=desk, user__is_active=True).exclude(role=Role.INTEGRATION)


def members_of(desk_id: int) -> list[Membership]:
    """The desk's people by name, each with the role. One query."""
    named = ("public_id", "username", "first_name", "last_name", "display_name")
    rows = memberships_of(desk_id).select_related("user").only("role", *(f"user__{name}" for name in named))
    return sorted(rows, key=lambda row: (row.user.name.casefold(), row.user_id))


def create_desk(*, name: str, actor: Actor | None = None) -> Desk:
    """A new, empty desk. Raises UnusableAccount when the name is empty or taken."""
    name = name.strip()
    if not name or Desk.objects.filter(name=name).exists():
        raise UnusableAccount(_("Give the desk a name that no other desk has."), code="desk_name")
    with transaction.atomic():
        desk = Desk.objects.create(name=name)
        history.append(verb="created", subject=desk, desk=desk, actor=actor, after={"name": name})
    return desk


@transaction.atomic
def edit_desk(*, desk: Desk, actor: Actor, name: str, independent_origins: int) -> Desk:
    """Rename a desk, or set how many independent origins a verdict needs (1 or more). For system administrators."""
    if not actor.user.is_superuser:
        raise Forbidden(_("Only a system administrator changes a desk."), code="role")
    if not name.strip() or independent_origins < 1:
        raise UnusableAccount(_("A desk needs a name, and a verdict at least one origin."), code="desk")
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    before = {"name": desk.name, "independent_origins": desk.independent_origins}
    desk.name, desk.independent_origins = name.strip(), independent_origins
    desk.save(update_fields=["name", "independent_origins"])
    after = {"name": desk.name, "independent_origins": desk.independent_origins}
    if after != before:
        history.append(verb="edited desk", subject=desk, desk=desk, actor=actor, before=before, after=after)
    return desk


@transaction.atomic
def create_user(*, username: str, password: str, display_name: str = "", email: str = "") -> User:
    """An account without any desk. Raises UnusableAccount for a weak password or a name that is taken."""
    user = User(username=username, display_name=display_name, email=email)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise UnusableAccount(" ".join(error.messages)) from error
    user.save()
    return user


@transaction.atomic
def set_role(*, desk: Desk, user: User, role: str, actor: Actor | None = None) -> Membership:
    """Make the person a member in that role, or change the role. `actor` is None for a command on the machine itself."""
    _require_member_manager(actor, desk.pk)
    Desk.objects.select_for_update().get(pk=desk.pk)  # of two changes at once, the second sees the first
    if role not in Role.values:
        raise InvalidInput(
            _("“%(role)s” is no role; there are %(values)s.") % {"role": role, "values": ", ".join(Role.values)},
            code="role",
        )
    membership = Membership.objects.select_for_update().filter(desk=desk, user=user).first()
    before = membership.role if membership else None
    if before == role and membership is not None:
        return membership
    if membership is None:
        membership = Membership(desk=desk, user=user)
    elif before == Role.MODERATOR:
        keep_a_moderator(desk, user)
    membership.role = role
    membership.save()
    _open_or_close_admin(user)
    history.append(
        verb="set role",
        subject=membership,
        desk=desk,
        actor=actor,
        before={"role": before},
        after={"role": role, "user": str(user.public_id)},
    )
    return membership


def keep_a_moderator(desk: Desk, user: User) -> None:
    others = Membership.objects.filter(desk=desk, role=Role.MODERATOR, user__is_active=True).exclude(user=user)
    if not others.exists():
        raise LastModerator(_("This is the desk's last moderator; name another one first."))


@transaction.atomic
def end_membership(*, membership: Membership, actor: Actor | None) -> None:
    """End access to the desk at the person's next request."""
    _require_member_manager(actor, membership.desk_id)
    Desk.objects.select_for_update().get(pk=membership.desk_id)
    if membership.role == Role.MODERATOR:
        keep_a_moderator(membership.desk, membership.user)
    history.append(
        verb="ended membership",
        subject=membership,
        desk=membership.desk_id,
        actor=actor,
        before={"role": membership.role, "user": str(membership.user.public_id)},
    )
    membership.delete()
    _open_or_close_admin(membership.user)


def _open_or_close_admin(user: User) -> None:
    """The admin site is the moderators' door."""
    user.is_staff = user.is_superuser or user.memberships.filter(role=Role.MODERATOR).exists()
    user.save(update_fields=["is_staff"])


def create_token(
    *,
    user: User,
    desk: Desk,
    name: str,
    scopes: Collection[str],
    days: int = DEFAULT_TOKEN_DAYS,
    actor: Actor | None = None,
) -> tuple[ApiToken, str]:
    """A token, and its key, which is told here once and kept nowhere: `prefix.secret`.

    Raises InvalidInput for unknown scopes, no name, or an expiry that is not 1 to 366 days away.
    """
    if actor is not None:
        require_token_for(actor, desk, user)
    unknown = set(scopes) - set(ApiToken.Scope.values)
    if unknown or not scopes:
        raise InvalidInput(
            _("Choose scopes among %(values)s.") % {"values": ", ".join(ApiToken.Scope.values)}, code="scopes"
        )
    if not name.strip() or not 1 <= days <= 366:
        raise InvalidInput(_("A token needs a name and ends after 1 to 366 days."), code="token")
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            desk=desk,
            name=name.strip(),
            prefix=prefix,
            secret_sha256=_hash(secret),
            scopes=sorted(set(scopes)),
            expires_at=timezone.now() + timedelta(days=days),
        )
        history.append(
            verb="created token",
            subject=token,
            desk=desk,
            actor=actor,
            after={"name": token.name, "prefix": prefix, "scopes": token.scopes, "user": str(user.public_id)},
        )
    return token, f"{prefix}.{secret}"


def require_token_for(actor: Actor, desk: Desk, user: User) -> None:
    """A token acts under its account's name, so it is made for one's own account or for a program's; never for a colleague."""
    if user.pk == actor.user.pk:
        require(actor, Action.CREATE_TOKEN, desk.pk)
        return
    _require_member_manager(actor, desk.pk)
    if not Membership.objects.filter(user=user, desk=desk, role=Role.INTEGRATION).exists():
        raise Forbidden(
            _(
                "A token acts under its account's name: make it for your own account, or for an integration of this desk."
            ),
            code="not_own",
        )


def _require_member_manager(actor: Actor | None, desk_id: int) -> None:
    """System administrators stand above the desks; None is a command on the machine itself."""
    if actor is not None and not actor.user.is_superuser:
        require(actor, Action.MANAGE_MEMBERS, desk_id)


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: Actor | None) -> None:
    """End a token at once. Revoking it twice changes nothing."""
    if actor is not None and token.user_id != actor.user.pk:
        _require_member_manager(actor, token.desk_id)
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        return
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    history.append(
        verb="revoked token",
        subject=token,
        desk=token.desk_id,
        actor=actor,
        before={"name": token.name, "prefix": token.prefix},
    )


def token_of(key: str) -> ApiToken | None:
    """The valid token behind a key, or None: unknown, altered, expired, revoked, or its account is closed."""
    prefix, _dot, secret = key.partition(".")
    token = ApiToken.objects.select_related("user").filter(prefix=prefix).first() if len(prefix) == 8 else None
    # an unknown prefix costs the same comparison as a wrong secret
    if not hmac.compare_digest(token.secret_sha256 if token else "0" * 64, _hash(secret)) or token is None:
        return None
    now = timezone.now()
    if token.revoked_at is not None or token.expires_at <= now or not token.user.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
