"""Accounts, desks, members and tokens: for system administrators, and for moderators as far as their desk's members go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse

from claims import accounts
from claims.admin.base import GuardedAdmin, actor_of_request, asking
from claims.errors import DomainError
from claims.models import ApiToken, Desk, Membership, Role, User
from claims.permissions import Action, Actor, desk_ids

admin.site.unregister(Group)  # rights follow from memberships alone


class SystemAdmin(admin.ModelAdmin):
    """Only for system administrators; nothing is deleted, because history and verdicts name it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    has_add_permission = has_module_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(SystemAdmin, DjangoUserAdmin):
    list_display = ("username", "display_name", "email", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "display_name", "email")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "public_id")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("display_name", "email", "time_zone", "single_keys")}),
        ("Account", {"fields": ("is_active", "is_superuser", "last_login", "date_joined", "public_id")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.is_staff = obj.is_superuser or (obj.pk is not None and obj.memberships.filter(role="moderator").exists())
        super().save_model(request, obj, form, change)


class DeskForm(forms.ModelForm):
    independent_origins = forms.IntegerField(min_value=1, max_value=9, initial=1)

    class Meta:
        model = Desk
        fields = ("name", "independent_origins")


@admin.register(Desk)
class DeskAdmin(SystemAdmin):
    form = DeskForm
    list_display = ("name", "independent_origins", "created_at")

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:
        actor, values = actor_of_request(request), form.cleaned_data
        desk = Desk.objects.get(pk=obj.pk) if change else accounts.create_desk(name=values["name"], actor=actor)
        accounts.edit_desk(desk=desk, actor=actor, **values)
        obj.pk = desk.pk


class MemberDesksAdmin(GuardedAdmin):
    """Rows of the desks whose members the person manages; system administrators manage all."""

    needs = Action.MANAGE_MEMBERS

    def _desks(self, request: HttpRequest) -> list[int]:
        if getattr(request.user, "is_superuser", False):
            return list(Desk.objects.values_list("pk", flat=True))
        return desk_ids(actor_of_request(request), self.needs) if request.user.is_authenticated else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self._desks(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "desk":
            kwargs["queryset"] = Desk.objects.filter(pk__in=self._desks(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.actor = actor_of_request(request)  # type: ignore[attr-defined]
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return [name for name in fields if obj is None or name not in ("username", "days")]


class OfAPersonForm(forms.ModelForm):
    """Asks for the account by name: a list to choose from would show one desk who works on the others."""

    username = forms.CharField(help_text="the account's name")
    actor: Actor  # set by the page, so that a refusal stands in the form and nothing is half done

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["username"]

    def clean_username(self) -> str:
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if user is None:
            raise forms.ValidationError("There is no open account of that name.")
        self.instance.user = user
        return user.username


class MembershipForm(OfAPersonForm):
    class Meta:
        model = Membership
        fields = ("desk", "role")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and self.initial.get("role") == Role.MODERATOR and cleaned.get("role") != Role.MODERATOR:
            try:
                accounts.keep_a_moderator(self.instance.desk, self.instance.user)
            except DomainError as error:
                self.add_error("role", error.message)
        return cleaned


def _end(membership: Membership, actor: Actor, reason: str) -> None:
    accounts.end_membership(membership=membership, actor=actor)


def _revoke(token: ApiToken, actor: Actor, reason: str) -> None:
    accounts.revoke_token(token=token, actor=actor)


@admin.register(Membership)
class MembershipAdmin(MemberDesksAdmin):
    form = MembershipForm
    list_display = ("user", "desk", "role", "created_at")
    list_filter = ("role", ("desk", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "desk")
    search_fields = ("user__username", "user__display_name")
    actions = (
        asking(
            _end, description="End the selected memberships", done="ended", needs_reason=False,
            consequence="These people lose access to the desk at their next request. What they wrote stays.",
        ),
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._desks(request)) and (obj is None or obj.desk_id in self._desks(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "desk") if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        try:
            saved = accounts.set_role(desk=obj.desk, user=obj.user, role=obj.role, actor=actor_of_request(request))
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
            return
        obj.pk = saved.pk


class TokenForm(OfAPersonForm):
    scopes = forms.MultipleChoiceField(
        choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.IntegerField(
        min_value=1, max_value=366, initial=accounts.DEFAULT_TOKEN_DAYS, help_text="until it ends"
    )

    class Meta:
        model = ApiToken
        fields = ("desk", "name", "scopes")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "username" in cleaned and cleaned.get("desk"):
            try:
                accounts.require_token_for(self.actor, cleaned["desk"], self.instance.user)
            except DomainError as error:
                self.add_error("username", error.message)
        return cleaned


@admin.register(ApiToken)
class ApiTokenAdmin(MemberDesksAdmin):
    form = TokenForm
    list_display = ("name", "prefix", "user", "desk", "scopes", "expires_at", "last_used_at", "revoked_at")
    list_filter = (("desk", admin.RelatedOnlyFieldListFilter), "revoked_at")
    list_select_related = ("user", "desk")
    actions = (
        asking(
            _revoke, description="Revoke the selected tokens", done="revoked", needs_reason=False,
            consequence="Programs that use them are refused from now on. This cannot be undone; make a new token instead.",
        ),
    )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        values = form.cleaned_data
        token, key = accounts.create_token(
            user=obj.user, desk=values["desk"], name=values["name"], scopes=values["scopes"], days=values["days"],
            actor=actor_of_request(request),
        )  # fmt: skip
        obj.pk = token.pk
        self.message_user(request, f"The key of “{token.name}”, shown only now: {key}", messages.SUCCESS)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        from django.http import HttpResponseRedirect

        return HttpResponseRedirect(reverse("admin:claims_apitoken_changelist"))
