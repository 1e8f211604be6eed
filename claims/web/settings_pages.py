"""The reader's own settings: name, language, zone, keys, mail; the password; API tokens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from claims import accounts
from claims.account_settings import change_password, edit_settings, locales, time_zones
from claims.errors import InvalidInput
from claims.models import ApiToken, Desk, User
from claims.permissions import Action, desk_ids
from claims.talk.digest import stop_mail, user_of_stop_key
from claims.web.access import DeskRequest, desk_page

DAYS = [
    (7, gettext_lazy("one week")),
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (365, gettext_lazy("one year")),
]


class SettingsForm(forms.Form):
    display_name = forms.CharField(max_length=200, required=False)
    email = forms.CharField(max_length=254, required=False)
    time_zone = forms.CharField(max_length=64, required=False)
    locale = forms.CharField(max_length=12, required=False)
    single_keys = forms.BooleanField(required=False)
    digest = forms.CharField(max_length=6, required=False)

    @staticmethod
    def values_of(user: User) -> dict[str, Any]:
        return {name: getattr(user, name) for name in SettingsForm.base_fields}


class PasswordForm(forms.Form):
    old = forms.CharField(
        strip=False, max_length=1000, error_messages={"required": gettext_lazy("Type your password.")}
    )
    new = forms.CharField(strip=False, max_length=1000, error_messages={"required": gettext_lazy("Type a new one.")})


class TokenForm(forms.Form):
    name = forms.CharField(max_length=120, error_messages={"required": gettext_lazy("Say what the token is for.")})
    desk = forms.ModelChoiceField(Desk.objects.none(), to_field_name="public_id")
    scopes = forms.MultipleChoiceField(
        choices=ApiToken.Scope.choices, error_messages={"required": gettext_lazy("Choose what it may do.")}
    )
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, initial=90)
    password = forms.CharField(
        strip=False, max_length=1000, error_messages={"required": gettext_lazy("Type your password.")}
    )

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])
        if len(desks) == 1:
            field.required, field.initial = False, desks[0]


@desk_page
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    """The page; a post changes name, language, zone, keys and mail."""
    user = request.actor.user
    if request.method == "GET":
        return _page(request)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        edit_settings(user=user, **form.cleaned_data)
    except InvalidInput as error:
        form.add_error(error.code if error.code in form.fields else None, error.message)
        return _page(request, form=form, status=422)
    messages.success(request, _("Your settings are saved."))
    return redirect("settings")


@desk_page
@require_POST
def password(request: DeskRequest) -> HttpResponse:
    """Change the password: every other session of the account ends, this one goes on."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            user = change_password(
                user=request.actor.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"]
            )  # fmt: skip
        except InvalidInput as error:
            form.add_error(error.code if error.code in form.fields else None, error.message)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("The password is changed. Sessions elsewhere have ended."))
            return redirect("settings")
    return _page(request, password_form=form, status=422)


@desk_page
@require_POST
def make_token(request: DeskRequest) -> HttpResponse:
    """A new token for one's own account; its key is shown on this answer and never again."""
    form = TokenForm(request.POST, desks=_desks(request))
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    data = form.cleaned_data
    if not request.actor.user.check_password(data["password"]):
        form.add_error("password", _("That is not your password."))
        return _page(request, token_form=form, status=422)
    try:
        token, key = accounts.create_token(
            user=request.actor.user, desk=data["desk"] or _desks(request)[0], name=data["name"], scopes=data["scopes"],
            days=data["days"], actor=request.actor,
        )  # fmt: skip
    except InvalidInput as error:
        form.add_error(None, error.message)
        return _page(request, token_form=form, status=422)
    return _page(request, new_token=token, key=key)


@desk_page
@require_POST
def revoke_token(request: DeskRequest, token_id: UUID) -> HttpResponse:
    """End one of one's own tokens at once."""
    token = get_object_or_404(ApiToken, public_id=token_id, user=request.actor.user)
    accounts.revoke_token(token=token, actor=request.actor)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("settings")


@csrf_exempt  # a mail program posts here, without a page of ours before it; the key can do nothing but end the mail
@require_http_methods(["GET", "POST"])
def mail_off(request: HttpRequest, key: str) -> HttpResponse:
    """End an account's mail by the link in each of them: asked first, for mail programs look at links by themselves."""
    user = user_of_stop_key(key)
    if user is not None and request.method == "POST":
        stop_mail(user)
    context = {"known": user is not None, "done": user is not None and request.method == "POST"}
    return render(request, "accounts/mail_off.html", context, status=200 if user else 404)


def _desks(request: DeskRequest) -> list[Desk]:
    return list(Desk.objects.filter(pk__in=desk_ids(request.actor, Action.CREATE_TOKEN)).order_by("name"))


def _page(request: DeskRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    user, desks = request.actor.user, _desks(request)
    context = {
        "place": "settings",
        "form": SettingsForm(initial=SettingsForm.values_of(user)),
        "password_form": PasswordForm(),
        "token_form": TokenForm(desks=desks),
        "tokens": ApiToken.objects.filter(user=user).select_related("desk").order_by("revoked_at", "-created_at")[:100],
        "desks": desks,
        "locales": locales(),
        "zones": time_zones(),
        "digests": User.Digest.choices,
        "days": DAYS,
        "scopes": ApiToken.Scope.choices,
    } | shown
    return render(request, "accounts/settings.html", context, status=status)
