"""Actors, runs, tags and decisions in the admin site.

What the machine found and what follows from it is read-only, and so are decisions: they are taken
on the desk. Here failed runs are retried, articles extracted again, and actors described.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin import ArticleAdmin, LargeTableAdmin, ReadOnly
from articles.models import Article, ArticleVersion
from entities import runs
from entities.actors import make_actor
from entities.models import (
    Actor,
    ActorName,
    ActorPair,
    ActorYear,
    ArticleReview,
    Decision,
    ExtractionRun,
    Mention,
    Tag,
)
from entities.names import fold

# A request must end; the command `reextract --all` has no such limit.
MOST_AT_ONCE = 10_000

admin.site.unregister(Article)


@admin.register(Article)
class ExtractedArticleAdmin(ArticleAdmin):
    """The archive's own admin, with extraction."""

    actions = ("extract_again",)
    readonly_fields = (*ArticleAdmin.readonly_fields, "extraction_runs")
    fieldsets = (*ArticleAdmin.fieldsets, ("Extraction", {"fields": ("extraction_runs",)}))

    @admin.action(description="Extract again")
    def extract_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        chosen = queryset.order_by().values("pk")
        if chosen[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
            text = f"More than {MOST_AT_ONCE:,} at once: use the command reextract on the server."
            self.message_user(request, text, messages.ERROR)
            return
        versions = ArticleVersion.objects.filter(
            article__in=chosen, number=F("article__version_number")
        )
        count = runs.request_runs(versions.only("article_id").order_by("pk"))
        self.message_user(request, f"To be extracted again: {count:,}.", messages.SUCCESS)

    @admin.display(description="runs")
    def extraction_runs(self, article: Article) -> SafeString:
        address = reverse("admin:entities_extractionrun_changelist")
        return format_html('<a href="{}?q={}">All runs of this article</a>', address, article.pk)


@admin.register(ExtractionRun)
class ExtractionRunAdmin(ReadOnly, LargeTableAdmin):
    list_display = (
        "id",
        "article_number",
        "version_number",
        "state",
        "attempts",
        "error_end",
        "requested_at",
        "seconds",
    )
    list_filter = ("state",)
    search_fields = ("=article__id",)
    search_help_text = "The number of an article."
    actions = ("retry",)
    fields = (
        "article",
        "version",
        "state",
        "attempts",
        "error_shown",
        "pipeline",
        "requested_at",
        "started_at",
        "finished_at",
        "lease_expires_at",
        "claimed_by",
        "timings",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("version")
        own = [field.name for field in ExtractionRun._meta.concrete_fields]
        return rows.only(*own, "version__number")

    @admin.action(description="Retry those that failed")
    def retry(self, request: HttpRequest, queryset: QuerySet[ExtractionRun]) -> None:
        chosen = ExtractionRun.objects.filter(pk__in=queryset.order_by().values("pk"))
        failed = list(chosen.filter(state=ExtractionRun.State.FAILED).only("pk"))
        count = runs.retry(failed)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"Waiting again: {count:,} of {len(failed):,}.", level)

    @admin.display(description="article")
    def article_number(self, run: ExtractionRun) -> int:
        return run.article_id

    @admin.display(description="version")
    def version_number(self, run: ExtractionRun) -> int:
        return run.version.number

    @admin.display(description="error")
    def error_end(self, run: ExtractionRun) -> str:
        """The last line of a traceback names what happened."""
        lines = run.error.strip().splitlines()
        return lines[-1][:120] if lines else ""

    @admin.display(description="error")
    def error_shown(self, run: ExtractionRun) -> SafeString:
        return format_html("<pre>{}</pre>", run.error)

    @admin.display(description="seconds")
    def seconds(self, run: ExtractionRun) -> str:
        if not (run.started_at and run.finished_at):
            return ""
        return f"{(run.finished_at - run.started_at).total_seconds():.1f}"


class ActorNameInline(admin.TabularInline):
    model = ActorName
    fields = readonly_fields = ("name", "origin")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Actor)
class ActorAdmin(LargeTableAdmin):
    list_display = ("name", "kind", "description", "wikidata", "article_count")
    list_filter = ("kind",)
    ordering = ("-article_count", "pk")
    search_fields = ("name",)  # what is searched: see get_search_results
    search_help_text = "Any part of any name, or a Wikidata id."
    inlines = (ActorNameInline,)
    readonly_fields = (
        *("name", "description", "wikidata", "country", "died_on"),
        *("kind", "slug", "key", "merged_into", "article_count", "created_at", "desk"),
    )
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("name", "description", "wikidata", "country", "died_on", "desk")}),
        (
            "Kept by the archive",
            {
                "fields": ("kind", "slug", "key", "merged_into", "article_count", "created_at"),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("name", "kind", "description", "wikidata")}),)
        return self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Actor | None) -> Any:
        return self.inlines if obj else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        if not words:
            return queryset, False
        return queryset.filter(Q(pk__in=Actor.objects.called(words)) | Q(wikidata=words)), False

    def save_model(self, request: HttpRequest, obj: Actor, form: Any, change: bool) -> None:
        """Make a new actor; what is known of others is changed on the desk, which keeps it."""
        if change:
            return
        made = make_actor(
            obj.name,
            obj.kind,
            origin=ActorName.Origin.EDITOR,
            wikidata=obj.wikidata,
            description=obj.description,
        )
        obj.pk, obj.slug = made.pk, made.slug

    @admin.display(description="change it")
    def desk(self, actor: Actor) -> SafeString:
        address = reverse("review:actor_edit", args=[actor.slug])
        return format_html('<a href="{}">On the desk</a>, where decisions are kept', address)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FoundByArticleOrActor(LargeTableAdmin):
    """Rows of an article and an actor, found by the number of the one or a name of the other."""

    search_fields = ("actor__name",)  # what is searched: see get_search_results
    search_help_text = "The number of an article, or a name of an actor."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("actor")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        if not words:
            return queryset, False
        if words.isascii() and words.isdigit() and len(words) < 19:
            return queryset.filter(article=int(words)), False
        return queryset.filter(actor__in=Actor.objects.called(words)), False

    @admin.display(description="article")
    def article_number(self, row: Any) -> int | None:
        """None for a decision on an actor everywhere."""
        number: int | None = row.article_id
        return number


@admin.register(Tag)
class TagAdmin(ReadOnly, FoundByArticleOrActor):
    list_display = ("actor", "article_number", "status", "score", "salience", "mention_count")
    list_filter = ("status", "orphaned")


class HowFilter(admin.SimpleListFilter):
    """How the words name the actor; known beforehand, not asked of a table of millions."""

    title = "how"
    parameter_name = "how"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(how, how) for how in ("name", "nominal", "pronoun", "adjective", "metonym")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(how=self.value()) if self.value() else queryset


@admin.register(Mention)
class MentionAdmin(ReadOnly, FoundByArticleOrActor):
    list_display = ("quote", "actor", "article_number", "how", "step", "confidence")
    list_filter = (HowFilter,)


@admin.register(Decision)
class DecisionAdmin(ReadOnly, FoundByArticleOrActor):
    list_display = ("decided_at", "editor", "verb", "actor", "to_actor", "article_number", "note")
    list_filter = ("verb", "editor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("to_actor", "editor")


@admin.register(ActorName)
class ActorNameAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("name", "actor", "origin")
    list_filter = ("origin",)
    list_select_related = ("actor",)
    search_fields = ("name",)  # what is searched: see get_search_results

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = fold(search_term)
        return (queryset.filter(normalised_name__contains=words) if words else queryset), False


@admin.register(ArticleReview)
class ArticleReviewAdmin(ReadOnly, LargeTableAdmin):
    list_display = (
        "article_id",
        "suggested_count",
        "second_look_count",
        "told_count",
        "decided_count",
        "priority",
    )
    search_fields = ("=article__id",)


@admin.register(ActorYear)
class ActorYearAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("actor", "year", "article_count")
    list_select_related = ("actor",)
    search_fields = ("=actor__id",)


@admin.register(ActorPair)
class ActorPairAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("actor", "other", "article_count")
    list_select_related = ("actor", "other")
    search_fields = ("=actor__id",)
