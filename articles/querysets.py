"""Named selections of articles. No list of articles ever loads a body."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models.functions import Cast, Greatest, Left

from articles.matching import MOST_CHARACTERS, normalise_name

if TYPE_CHECKING:
    from articles.models import Article  # noqa: F401

# Enough of the text to name an article that has no headline.
OPENING_CHARACTERS = 120


class ArticleQuerySet(models.QuerySet["Article"]):
    def public(self) -> "ArticleQuerySet":
        """Articles that anybody may read."""
        return self.filter(status="published")

    def for_list(self) -> "ArticleQuerySet":
        """With the source and without the body, in one query.

        An article without a headline brings the opening of its text, to be called by.
        """
        return (
            self.select_related("source__merged_into")
            .defer("body", "search_vector", "label_text", "label_lexemes")
            .annotate(
                opening=models.Case(
                    models.When(headline="", then=Left("body", OPENING_CHARACTERS)),
                    default=models.Value(""),
                )
            )
        )

    def for_web_search(self) -> "ArticleQuerySet":
        """Public articles but those that an act leaves out of web search, and of the feed."""
        return self.public().exclude(flags__contains=["deindex"])

    def with_changed_at(self) -> "ArticleQuerySet":
        """With the instant at which its page last changed: it came, another text, an act."""
        from articles.models import ArticleAct, ArticleVersion

        same = {"article": models.OuterRef("pk")}
        text = ArticleVersion.objects.filter(**same, number=models.OuterRef("version_number"))
        act = ArticleAct.objects.filter(**same).order_by("-pk")
        instants = (models.Subquery(rows.values("created_at")[:1]) for rows in (text, act))
        return self.annotate(changed_at=Greatest("received_at", *instants))

    def labelled(self, lexeme: str) -> "ArticleQuerySet":
        """Articles whose search vector holds this filter lexeme, such as "@a17".

        One lookup in the index of the vector, or a walk by date: the planner chooses.
        """
        query = Cast(models.Value(f"'{lexeme}'"), SearchQueryField())
        return self.filter(
            models.Func(
                models.F("search_vector"),
                query,
                template="%(expressions)s",
                arg_joiner=" @@ ",
                output_field=models.BooleanField(),
            )
        )

    def newest_first(self) -> "ArticleQuerySet":
        """By date, undated articles last; the primary key settles ties."""
        return self.order_by("-sort_at", "-pk")


class NamedQuerySet(models.QuerySet[Any]):
    """Sources, authors or sections; what was merged stands for what it was merged into."""

    def kept(self) -> "NamedQuerySet":
        """Those that were not merged into another: what lists offer."""
        return self.filter(merged_into__isnull=True)

    def with_kept(self, ids: Iterable[int]) -> dict[int, Any]:
        """Return rows by id, each with what it was merged into. One query."""
        return self.select_related("merged_into").in_bulk(list(ids))

    def named(self, name: str) -> Any:
        """Return the row known by this name, however it is written (see articles.matching).

        Made if unknown.
        """
        name = " ".join(name.split())[:MOST_CHARACTERS]
        thing, _created = self.select_related("merged_into").get_or_create(
            normalised_name=normalise_name(name), defaults={"name": name}
        )
        return thing.kept

    def named_all(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the row of each of these names, as `named` would, in at most three queries."""
        wanted = {name: " ".join(name.split())[:MOST_CHARACTERS] for name in dict.fromkeys(names)}
        forms = {name: normalise_name(short) for name, short in wanted.items()}
        first: dict[str, str] = {}  # of several spellings the first is the name
        for name, short in wanted.items():
            first.setdefault(forms[name], short)
        rows = self._by_normalised_name(first)
        if missing := [form for form in first if form not in rows]:
            self.bulk_create(
                [self.model(name=first[form], normalised_name=form) for form in missing],
                ignore_conflicts=True,  # another import may make the same ones now
            )
            rows |= self._by_normalised_name(missing)
        return {name: rows[form] for name, form in forms.items()}

    def _by_normalised_name(self, forms: Iterable[str]) -> dict[str, Any]:
        wanted = list(forms)
        if not wanted:
            return {}
        rows = self.select_related("merged_into").filter(normalised_name__in=wanted)
        return {row.normalised_name: row.kept for row in rows}
