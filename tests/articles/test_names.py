"""Which names are one, who is named in a byline, and where a merged name leads."""

from importlib import import_module
from itertools import combinations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from articles.bylines import MOST_AUTHORS, authors_in
from articles.matching import MOST_CHARACTERS, normalise_name
from articles.models import Article, Author, Source

# Each line: ways to write one name. No two lines are one.
NAMES = [
    ("J. Doe", "J Doe", "j.doe", "J.Doe", "By J. Doe", "by: J.  Doe", "J DOE"),
    ("John Doe", "JOHN DOE", "“John Doe”", "John_Doe"),
    ("Doe, John", "Doe ,John", "Doe, John,"),
    ("J. K. Reijo", "J.K. Reijo", "JK Reijo", "J K Reijo"),
    ("K. Reijo",),
    ("Jean-Luc Vas", "Jean Luc Vas", "Jean‑Luc Vas", "jean–luc vas"),
    ("Jeanluc Vas",),
    ("Çağla Müller", "Cagla Muller", "C\u0327ag\u0306la Mu\u0308ller", "ÇAĞLA MÜLLER"),
    ("Cagla Mueller",),
    ("Nora O’Neil", "Nora O'Neil", "Nora ONeil", "Nora O`Neil"),
    ("Nora O Neil",),
    ("AFP/Reuters", "AFP / Reuters", "afp/reuters"),
    ("AFP Reuters", "AFP-Reuters"),
    ("AFP", "A.F.P.", "A. F. P."),
    ("Arts & Culture", "Arts and Culture", "Arts&Culture"),
    ("Arts Culture",),
    ("Lind, Vas",),
    ("Lind Vas",),
    ("Lind/Vas",),
    ("By-elections", "By‑elections"),
    ("Elections",),
    ("Canal+",),
    ("Canal",),
    ("Halden #2",),
    ("Halden 2",),
    ("Sanna Reijo (Sport)", "Sanna Reijo Sport"),
    ("Sanna Reijo",),
    ("かが",),
    ("がか",),
    ("王伟", "王 伟"),
    ("ＨＤＰ", "HDP", "H.D.P."),
    ("—",),
    ("???",),
    ("By",),
]


@pytest.mark.parametrize("spellings", NAMES)
def test_spellings_of_one_name_have_one_form(spellings: tuple[str, ...]) -> None:
    assert {normalise_name(name) for name in spellings} == {normalise_name(spellings[0])}


def test_different_names_have_different_forms() -> None:
    for one, other in combinations(NAMES, 2):
        assert normalise_name(one[0]) != normalise_name(other[0]), (one[0], other[0])


@given(st.text(min_size=1, max_size=250))
def test_form_is_empty_for_no_name_and_fits_its_column(name: str) -> None:
    form = normalise_name(name)
    assert bool(form) == bool(name.split())
    assert len(form) <= MOST_CHARACTERS


@given(st.text(alphabet="abÄß .,-’(&/1ﬁИ", max_size=30))
def test_form_of_a_form_is_itself(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)


# --- Bylines -------------------------------------------------------------------------------------

BYLINES = [
    ("Sanna Reijo", ["Sanna Reijo"]),
    ("SANNA REIJO", ["SANNA REIJO"]),
    ("By Sanna Reijo and Anton Vas, Halden", ["Sanna Reijo", "Anton Vas"]),
    ("BY SANNA REIJO AND ANTON VAS", ["SANNA REIJO", "ANTON VAS"]),
    ("Sanna Reijo, Halden Correspondent", ["Sanna Reijo"]),
    ("Sanna Reijo, Science and Technology Reporter", ["Sanna Reijo"]),
    ("Sanna Reijo, New Halden", ["Sanna Reijo"]),
    ("Sanna Reijo, political editor, and Anton Vas in Halden", ["Sanna Reijo", "Anton Vas"]),
    ("Sanna Reijo, Anton Vas and Mira Tolvan", ["Sanna Reijo", "Anton Vas", "Mira Tolvan"]),
    ("Reijo; Vas & Tolvan", ["Reijo", "Vas", "Tolvan"]),
    ("Reijo, Vas and Tolvan", ["Reijo", "Vas", "Tolvan"]),
    ("Sanna Reijo / Anton Vas", ["Sanna Reijo", "Anton Vas"]),
    ("Sanna Reijo and sanna reijo", ["Sanna Reijo"]),
    ("Sanna Reijo with Anton Vas of the Halden Press", ["Sanna Reijo", "Anton Vas"]),
    ("Reporting by Sanna Reijo; Editing by Anton Vas", ["Sanna Reijo"]),
    ("Martin Vas, Jr., and Ludwig van Lind", ["Martin Vas Jr.", "Ludwig van Lind"]),
    ("Sanna Reijo (HDP)", ["Sanna Reijo"]),
    ("Sanna Reijo <s.reijo@halden.example>", ["Sanna Reijo"]),
    ("Sanna Reijo, s.reijo@halden.example, and Anton Vas", ["Sanna Reijo", "Anton Vas"]),
    ("Sanna Reijo and agencies", ["Sanna Reijo"]),
    # Not to be told apart, or no names: as they stand.
    ("Reijo, Sanna", ["Reijo, Sanna"]),
    ("Reijo, Sanna; Vas, Anton", ["Reijo, Sanna", "Vas, Anton"]),
    ("AFP/Reuters", ["AFP/Reuters"]),
    ("Staff and agencies", ["Staff and agencies"]),
    ("By staff and agencies", ["staff and agencies"]),
    ("Washington desk", ["Washington desk"]),
    ("Reporter 1 and Reporter 2", ["Reporter 1 and Reporter 2"]),
    ("s.reijo@halden.example", ["s.reijo@halden.example"]),
    ("(HDP)", ["(HDP)"]),
    ("By", ["By"]),
    ("Metin And", ["Metin And"]),
    ("Park In Bee", ["Park In Bee"]),
    ("李明", ["李明"]),
    ("— , ;", []),
    ("", []),
]


@pytest.mark.parametrize(("byline", "names"), BYLINES)
def test_byline_names_its_authors(byline: str, names: list[str]) -> None:
    assert authors_in(byline) == names


pieces = st.sampled_from(
    ["Reijo", "Sanna", "and", "&", ",", ";", "by", "(HDP)", "a@b", "Jr.", "in", "/", "staff", "\n"]
)


@given(st.text(max_size=300) | st.lists(pieces, max_size=60).map(" ".join))
def test_any_byline_gives_names_that_can_be_stored(byline: str) -> None:
    names = authors_in(byline)
    assert len(names) <= MOST_AUTHORS
    assert all(name.strip() == name and any(map(str.isalnum, name)) for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert bool(names) == any(map(str.isalnum, byline))


def test_byline_that_never_ends_names_no_more_than_twenty() -> None:
    assert len(authors_in("; ".join(f"Sanna Reijo{chr(97 + n)}" for n in range(26)))) == 20


# --- Where a name leads --------------------------------------------------------------------------


def merged(name: str, keep: str) -> Source:
    Source.objects.filter(pk=Source.objects.named(name).pk).update(
        merged_into=Source.objects.named(keep)
    )
    return Source.objects.get(name=keep)


@pytest.mark.django_db
def test_name_that_was_merged_leads_to_the_one_that_was_kept() -> None:
    keep = merged("Demo Wire Service", "Demo Wire")
    assert Source.objects.named("DEMO WIRE-SERVICE") == keep
    assert Source.objects.named_all(["demo wire service", "Halden Press"]) == {
        "demo wire service": keep,
        "Halden Press": Source.objects.get(name="Halden Press"),
    }
    assert Source.objects.count() == 3


@pytest.mark.django_db
def test_names_are_followed_in_as_many_queries_as_before() -> None:
    merged("Demo Wire Service", "Demo Wire")
    with CaptureQueriesContext(connection) as queries:
        Source.objects.named("Demo Wire Service")
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        Source.objects.named_all(["Demo Wire Service", "Demo Wire", "New one"])
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 3


# --- The migration -------------------------------------------------------------------------------

migration = import_module("articles.migrations.0006_matched_names")


def as_before(model: type[Source] | type[Author], *names: str) -> None:
    """Rows as they were stored before names were matched without punctuation."""
    forms = [migration._as_before(name) for name in names]
    model.objects.bulk_create(
        [model(name=n, normalised_name=f) for n, f in zip(names, forms, strict=True)]
    )


@pytest.mark.django_db
def test_migration_merges_names_that_are_now_one_into_the_oldest() -> None:
    as_before(Author, "J. Doe", "j doe", "Sanna Reijo", "J.Doe", "Doe, John")
    migration.match_names(apps, None)
    oldest = Author.objects.get(name="J. Doe")
    assert {a.name: a.merged_into for a in Author.objects.all()} == {
        "J. Doe": None,
        "j doe": oldest,
        "Sanna Reijo": None,
        "J.Doe": oldest,
        "Doe, John": None,
    }
    assert Author.objects.named("J DOE") == oldest
    assert Author.objects.count() == 5


@pytest.mark.django_db
def test_migration_can_be_taken_back_and_done_again() -> None:
    names = ["Çağla", "Cagla", "Halden/Press", "Halden / Press", "Straße", "Strasse 1"]
    as_before(Source, *names)
    before = list(Source.objects.order_by("pk").values_list("name", "normalised_name"))
    migration.match_names(apps, None)
    after = list(Source.objects.order_by("pk").values())
    migration.match_spellings(apps, None)
    assert list(Source.objects.order_by("pk").values_list("name", "normalised_name")) == before
    migration.match_names(apps, None)
    assert list(Source.objects.order_by("pk").values()) == after


@pytest.mark.django_db
def test_migration_flattens_what_was_merged_into_what_is_now_merged() -> None:
    as_before(Source, "Halden Press", "Halden-Press", "HP")
    Source.objects.filter(name="HP").update(merged_into=Source.objects.get(name="Halden-Press"))
    migration.match_names(apps, None)
    assert Source.objects.named("HP").name == "Halden Press"
    assert not Article.objects.exists()
