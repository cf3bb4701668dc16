"""Named selections of articles. No list of articles ever loads a body."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models.functions import Cast, Greatest, Left

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
            self.select_related("source")
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
    def named(self, name: str) -> Any:
        """Return the row known by this name in any capitalisation and spacing, made if unknown."""
        name = " ".join(name.split())[:200]
        thing, _created = self.get_or_create(
            normalised_name=normalise_name(name), defaults={"name": name}
        )
        return thing

    def named_all(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the row of each of these names, as `named` would, in at most three queries."""
        wanted = {name: " ".join(name.split())[:200] for name in dict.fromkeys(names)}
        first: dict[str, str] = {}  # of several spellings the first is the name
        for short in wanted.values():
            first.setdefault(normalise_name(short), short)
        rows = self._by_normalised_name(first)
        if missing := [key for key in first if key not in rows]:
            self.bulk_create(
                [self.model(name=first[key], normalised_name=key) for key in missing],
                ignore_conflicts=True,  # another import may make the same ones now
            )
            rows |= self._by_normalised_name(missing)
        return {name: rows[normalise_name(short)] for name, short in wanted.items()}

    def _by_normalised_name(self, keys: Iterable[str]) -> dict[str, Any]:
        wanted = list(keys)
        if not wanted:
            return {}
        return {row.normalised_name: row for row in self.filter(normalised_name__in=wanted)}


def normalise_name(name: str) -> str:
    """Return the form by which sources, authors and sections are matched."""
    return " ".join(name.split()).casefold()[:200]
