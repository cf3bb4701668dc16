"""Who is meant by names in a query, and what a reader is told of them."""

import pytest

from articles.models import Article, Author, Section, Source
from articles.search import Code, Search, find, read
from entities.meant import ARCHIVE_NAMES
from entities.models import Actor, ActorName
from tests.factories import make_actor, make_article, make_quote, make_tag

pytestmark = pytest.mark.django_db

TEXT = "Mira Tolvan said the bridge is open. Anton Vasilyenko said nothing."


def found(query: str) -> set[int]:
    answer = find(Search(query, names=ARCHIVE_NAMES), size=100)
    assert answer.total.value == len(answer.ids)
    return set(answer.ids)


def notes(query: str) -> tuple[str, ...]:
    return read(query, ARCHIVE_NAMES).notes


def messages(query: str) -> list[str]:
    return [problem.message for problem in read(query, ARCHIVE_NAMES).problems]


def make_named(*names: str) -> list[Article]:
    """An article for each name, with a tag of an actor of that name."""
    articles = []
    for name in names:
        article = make_article(f"{name} spoke.")
        make_tag(article, name, make_actor(name))
        articles.append(article)
    return articles


def test_an_actor_is_meant_by_any_of_its_names() -> None:
    (article,) = make_named("Mira Tolvan")
    actor = Actor.objects.get()
    ActorName.objects.create(actor=actor, name="M. T.", normalised_name="m. t.", origin="editor")
    for query in ('actor:"Mira Tolvan"', 'actor:"MÍRA tolvan"', 'actor:"M. T."', "actor:tolvan"):
        assert found(query) == {article.pk}
    assert notes('actor:"mira tolvan"') == ()
    assert notes("actor:tolvan") == ("“actor:tolvan” was read as Mira Tolvan.",)


def test_just_the_name_goes_before_names_that_hold_it_and_several_are_all_meant() -> None:
    plain, longer, other = make_named("Tolvan", "Mira Tolvan", "Erik Tolvan-Reijo")
    assert found("actor:Tolvan") == {plain.pk}
    assert found("actor:tolv") == {plain.pk, longer.pk, other.pk}
    assert notes("actor:tolv") == (
        "“actor:tolv” was read as any of Tolvan, Mira Tolvan, Erik Tolvan-Reijo.",
    )


def test_a_merged_actor_means_the_one_that_was_kept() -> None:
    kept, _gone = make_named("Mira Tolvan", "M. Tolvan")
    keep, gone = (Actor.objects.get(name=name) for name in ("Mira Tolvan", "M. Tolvan"))
    Actor.objects.filter(pk=gone.pk).update(merged_into=keep)
    assert found('actor:"M. Tolvan"') == {kept.pk}


def test_an_unknown_name_finds_nothing_and_offers_names_spelt_alike() -> None:
    make_named("Mira Tolvan")
    reading = read('spoke actor:"Mira Tolwan"', ARCHIVE_NAMES)
    (problem,) = reading.problems
    assert problem.code is Code.NAME
    assert problem.repairs == ('spoke actor:"Mira Tolvan"', "spoke")
    assert found('spoke actor:"Mira Tolwan"') == set()


def test_actors_of_withheld_articles_are_unknown() -> None:
    make_named("Mira Tolvan")
    Article.objects.update(status="taken down")
    for query in ("actor:tolvan", 'actor:"Mira Tolwan"', "speaker:tolvan"):
        reading = read(query, ARCHIVE_NAMES)
        assert "Mira" not in "".join((*reading.notes, *messages(query)[1:]))
        assert all(
            "Mira Tolvan" not in repair for one in reading.problems for repair in one.repairs
        )


def test_sources_and_sections_are_meant_by_their_names_and_parts_of_them() -> None:
    wire = make_article("One.", source="Halden Wire", section="World News")
    other = make_article("Two.", source="Halden Press", section="Economy")
    assert found('source:"halden wire"') == {wire.pk}
    assert found("source:halden") == {wire.pk, other.pk}
    assert found("section:world OR source:press") == {wire.pk, other.pk}
    assert notes("source:halden") == (
        "“source:halden” was read as any of Halden Wire, Halden Press.",
    )
    assert read('source:"haldn wire"', ARCHIVE_NAMES).problems[0].repairs == (
        'source:"Halden Wire"',
    )


def test_what_was_merged_is_found_with_what_it_was_merged_into() -> None:
    articles = [make_article(f"{name}.", source=name) for name in ("Halden Wire", "HW")]
    Source.objects.filter(name="HW").update(merged_into=Source.objects.get(name="Halden Wire"))
    assert found('source:"Halden Wire"') == found("source:HW") == {a.pk for a in articles}
    assert Section.objects.count() == 1


def test_authors_are_found_by_name_and_by_byline_but_never_told() -> None:
    credited, lined = make_article("One."), make_article("Two.")
    credited.authors.add(Author.objects.named("Sanna Reijo"))
    Article.objects.filter(pk=lined.pk).update(byline="Report by S. Reijo")
    assert found("by:reijo") == {credited.pk, lined.pk}
    assert found('by:"Sanna Reijo"') == {credited.pk}
    assert notes("by:reijo") == ()
    assert messages("by:reijoo") == []


def test_a_hidden_name_is_no_way_to_an_article() -> None:
    article = make_article("One.")
    article.authors.add(Author.objects.named("Sanna Reijo"))
    Article.objects.update(hidden_names={"Sanna Reijo": "S. R."}, byline="By S. R.")
    assert found('by:"Sanna Reijo"') == set()
    assert found('by:"S. R."') == {article.pk}


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("speaker:tolvan", True),
        ("speaker:vasilyenko", False),
        ("about:vasilyenko", False),
        ("speaker:tolvan bridge", True),
        ("bridge -speaker:tolvan", False),
        ("speaker:vasilyenko OR kind:person", True),
        ("-reviewed:yes", True),
        ("reviewed:no", True),
        ("reviewed:yes", False),
        ("kind:country", False),
    ],
)
def test_speakers_kinds_and_reviews_narrow(query: str, is_found: bool) -> None:
    article = make_article(TEXT)
    speaker = make_actor("Mira Tolvan")
    make_tag(article, "Mira Tolvan", speaker)
    make_tag(article, "Anton Vasilyenko", make_actor("Anton Vasilyenko"))
    make_quote(article, "the bridge is open", speaker, named="Mira Tolvan")
    assert found(query) == ({article.pk} if is_found else set())


def test_an_unknown_kind_is_ignored_and_the_known_ones_are_told() -> None:
    (article,) = make_named("Mira Tolvan")
    assert found("spoke kind:dog") == {article.pk}
    assert messages("spoke kind:dog") == [
        "“kind:dog” was ignored: it can be person, organisation, country, place."
    ]
