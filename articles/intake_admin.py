"""Feeds and tokens in the admin site: never deleted, because imports say whence they came."""

import hashlib
import secrets
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.addresses import address_problem
from articles.models import Feed, IngestToken

LONGEST_INTERVAL = 7 * 24 * 60


class NotDeleted:
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class FeedForm(forms.ModelForm):
    url = forms.URLField(label="Address", max_length=1000, assume_scheme="https")
    interval_minutes = forms.IntegerField(
        label="Minutes between polls", min_value=1, max_value=LONGEST_INTERVAL, initial=15
    )

    class Meta:
        model = Feed
        fields = ("name", "url", "source", "active", "interval_minutes")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if problem := address_problem(url):
            raise forms.ValidationError(problem)
        return url


@admin.register(Feed)
class FeedAdmin(NotDeleted, admin.ModelAdmin):
    form = FeedForm
    list_display = (
        "name",
        "active",
        "last_error",
        "failure_count",
        "succeeded_at",
        "next_poll_at",
        "url",
    )
    list_filter = ("active",)
    search_fields = ("name", "url")
    actions = ("poll_now",)
    readonly_fields = (
        "last_error",
        "failure_count",
        "polled_at",
        "succeeded_at",
        "next_poll_at",
        "created_at",
    )
    fieldsets: ClassVar[Any] = (
        (None, {"fields": FeedForm.Meta.fields}),
        ("What became of it", {"fields": readonly_fields}),
    )

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """Write what was changed and nothing else: a worker may have written the rest meanwhile.

        Another address begins anew.
        """
        if not change:
            obj.save()
            return
        changed = set(form.changed_data)
        if "url" in changed:
            obj.etag = obj.last_modified = obj.last_error = ""
            obj.failure_count, obj.next_poll_at = 0, timezone.now()
            changed |= {"etag", "last_modified", "last_error", "failure_count", "next_poll_at"}
        if changed:
            obj.save(update_fields=changed)

    @admin.action(description="Poll now")
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        count = queryset.filter(active=True).update(next_poll_at=timezone.now())
        self.message_user(request, f"To be polled within half a minute: {count}.")


class TokenForm(forms.ModelForm):
    class Meta:
        model = IngestToken
        fields = ("name", "source")
        help_texts: ClassVar = {
            "name": "Who pushes with it.",
            "source": (
                "The one source that it speaks for: of articles that name none, and no article of "
                "another source can be pushed or changed with it. Empty, it speaks for all."
            ),
        }


@admin.register(IngestToken)
class IngestTokenAdmin(NotDeleted, admin.ModelAdmin):
    """A token is shown once, when it is made; what is kept cannot be turned back into it."""

    form = TokenForm
    fields = ("name", "source", "created_at", "created_by", "last_used_at", "revoked_at")
    readonly_fields = ("created_at", "created_by", "last_used_at", "revoked_at")
    list_display = ("name", "source", "created_at", "created_by", "last_used_at", "revoked_at")
    list_select_related = ("created_by",)
    search_fields = ("name",)
    actions = ("revoke",)

    def save_model(self, request: HttpRequest, obj: IngestToken, form: Any, change: bool) -> None:
        if change:
            if form.changed_data:
                obj.save(update_fields=form.changed_data)
            return
        token = secrets.token_urlsafe(32)
        obj.digest = hashlib.sha256(token.encode()).hexdigest()
        obj.created_by = request.user  # type: ignore[assignment]
        obj.save()
        said = f"The token is {token} – copy it now: it is not kept and cannot be shown again."
        self.message_user(request, said, messages.WARNING)

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, queryset: QuerySet[IngestToken]) -> None:
        count = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"Revoked: {count}. Nothing can be pushed with them any more.")
