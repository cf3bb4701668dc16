"""The archive in the admin site: what came in can be looked at, what it is filed under changed.

No text is edited or deleted here: another text comes in by import, as a version. Lists stay fast on
a million rows: they load no text, count no further than they must and sort by indexed columns only.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Model, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import (
    intake_admin,  # noqa: F401 (registers feeds and tokens)
    names_admin,  # noqa: F401 (registers sources, sections and authors)
)
from articles.models import Article, ArticleVersion, ImportBatch, ImportFile, ImportItem
from articles.templatetags.archive import published_on

# Nobody pages further; counting on would read the whole table.
MOST_COUNTED = 10_000
RAW_SHOWN = 4_000


class EstimatedPaginator(Paginator):
    """Counts to ten thousand; beyond that a whole table is estimated, a filtered list cut off."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        counted = rows.order_by()[: MOST_COUNTED + 1].count()
        if counted <= MOST_COUNTED or rows.query.where:
            return counted
        with connection.cursor() as cursor:
            table = rows.model._meta.db_table
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
            (estimate,) = cursor.fetchone()
        return max(counted, int(estimate))


class LargeTableAdmin(admin.ModelAdmin):
    """A list that stays fast however long the table is."""

    paginator = EstimatedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    sortable_by = ()
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)


class ReadOnly:
    """For what is derived, or kept as it came."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KeptFilter(admin.RelatedFieldListFilter):
    """Sources or sections; what was merged into another is not offered."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        kept = {"merged_into__isnull": True}
        return field.get_choices(include_blank=False, limit_choices_to=kept)


class VersionInline(ReadOnly, admin.TabularInline):
    model = ArticleVersion
    fields = ("number", "created_at", "created_by", "reason")
    ordering = ("-number",)
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("created_by").defer("body")


@admin.register(Article)
class ArticleAdmin(LargeTableAdmin):
    list_display = ("id", "title_shown", "source", "published_shown", "status")
    list_display_links = ("id", "title_shown")
    list_filter = ("status", ("section", KeptFilter), ("source", KeptFilter))
    ordering = ("-sort_at", "-pk")
    search_fields = ("headline",)  # what is searched: see get_search_results
    search_help_text = "Words of the text, a GUID, or the number of an article."
    autocomplete_fields = ("source", "section", "authors")
    formfield_overrides: ClassVar[Any] = {URLField: {"assume_scheme": "https"}}
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "status",
        "headline",
        "standfirst",
        "text_shown",
        "byline",
        "dateline",
        "credit",
        "guid",
        "version_number",
        "received_at",
    )
    fieldsets: ClassVar[Any] = (
        (
            None,
            {
                "fields": (
                    "status",
                    "source",
                    "section",
                    "authors",
                    ("published_at", "published_precision"),
                    "language",
                    "url",
                )
            },
        ),
        (
            "The text",
            {
                "description": "Another text comes in by import under the same GUID.",
                "fields": (
                    "headline",
                    "standfirst",
                    "byline",
                    "dateline",
                    "text_shown",
                    "credit",
                    "guid",
                    "version_number",
                    "received_at",
                ),
            },
        ),
    )
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Article.objects.for_list().order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        if not words:
            return queryset, False
        query = SearchQuery(words, config="newsroom", search_type="websearch")
        found = Q(search_vector=query) | Q(guid=words)
        if words.isascii() and words.isdigit() and len(words) < 19:
            found |= Q(pk=int(words))
        return queryset.filter(found), False

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Write what was changed and nothing else: a worker may have written the rest meanwhile."""
        concrete = {field.name for field in Article._meta.concrete_fields}
        if changed := concrete.intersection(form.changed_data):
            obj.save(update_fields=changed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="title")
    def title_shown(self, article: Article) -> str:
        return article.title

    @admin.display(description="published")
    def published_shown(self, article: Article) -> str:
        return published_on(article)

    @admin.display(description="text")
    def text_shown(self, article: Article) -> SafeString:
        return format_html("<pre>{}</pre>", article.body)


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("article_number", "number", "headline", "created_at", "created_by", "reason")
    list_select_related = ("created_by",)
    search_fields = ("=article__id",)
    search_help_text = "The number of an article."
    exclude = ("item",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("body", "standfirst")

    @admin.display(description="article")
    def article_number(self, version: ArticleVersion) -> int:
        return version.article_id


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("id", "created_at", "origin", "created_by")
    list_filter = ("origin",)
    list_select_related = ("created_by",)


@admin.register(ImportFile)
class ImportFileAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("id", "name", "size", "state", "reason", "attempts", "finished_at", "batch_id")
    list_filter = ("state",)
    search_fields = ("=batch__id",)
    search_help_text = "The number of an import."
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")


@admin.register(ImportItem)
class ImportItemAdmin(ReadOnly, LargeTableAdmin):
    list_display = ("id", "path", "index", "outcome", "reason", "article_id", "batch_id")
    list_filter = ("outcome",)
    search_fields = ("=article__id", "=batch__id")
    search_help_text = "The number of an article or of an import."
    fields = ("batch", "path", "index", "outcome", "reason", "article", "retry_of", "raw_input")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="raw input")
    def raw_input(self, item: ImportItem) -> SafeString:
        content = bytes(item.content)
        text = content[:RAW_SHOWN].decode(errors="replace")
        more = " …" if len(content) > RAW_SHOWN else ""
        return format_html("<p>{} bytes</p><pre>{}{}</pre>", f"{len(content):,}", text, more)
