"""What articles can be narrowed by, beyond words: each filter is a label of the vector."""

import pytest
from django.contrib.auth.models import User

from articles.models import Article, Author
from articles.search import find
from entities import narrowing, review
from entities.filters import MOST_ACTORS
from entities.models import Actor
from entities.query import WrongFilterError
from tests.entities.searching import query
from tests.factories import (
    make_actor,
    make_article,
    make_interaction,
    make_mention,
    make_quote,
    make_tag,
)

pytestmark = pytest.mark.django_db


def found(**asked: object) -> set[int]:
    return set(find(query(**asked).search).ids)


@pytest.fixture
def cast() -> dict[str, Actor]:
    """Three actors and three articles: a meeting of two, one alone, and all three."""
    actors = {name: make_actor(f"Envoy {name}") for name in ("Ada", "Bo", "Cy")}
    for text in ("Ada met Bo.", "“It rains,” said Ada.", "Ada saw Bo and Cy."):
        article = make_article(text, headline=text)
        for name, actor in actors.items():
            if name in text:
                make_mention(article, name, actor)
        if "met" in text:
            make_interaction(article, "met", actors["Ada"], actors["Bo"])
        if "said" in text:
            make_quote(article, "“It rains,”", actors["Ada"], named="Ada")
    return actors


def texts(**asked: object) -> list[str]:
    return sorted(Article.objects.filter(pk__in=found(**asked)).values_list("headline", flat=True))


def test_any_of_several_actors_is_enough(cast: dict[str, Actor]) -> None:
    assert texts(any_actor=["envoy-bo", "envoy-cy"]) == ["Ada met Bo.", "Ada saw Bo and Cy."]
    assert texts(actor="envoy-bo", any_actor=["envoy-ada", "envoy-cy"]) == texts(actor="envoy-bo")
    assert texts(any_actor="envoy-cy") == texts(actor="envoy-cy")


def test_quotes_of_an_actor_narrow(cast: dict[str, Actor]) -> None:
    assert texts(quote_by="envoy-ada") == ["“It rains,” said Ada."]
    assert texts(quote_by="envoy-bo") == []


def test_an_interaction_of_two_narrows_whichever_way_round(cast: dict[str, Actor]) -> None:
    assert texts(between=["envoy-ada", "envoy-bo"]) == ["Ada met Bo."]
    assert texts(between=["envoy-bo", "envoy-ada"]) == ["Ada met Bo."]
    assert texts(between=["envoy-ada", "envoy-cy"]) == []


def test_a_rejected_speaker_is_quoted_no_longer(cast: dict[str, Actor], editor: User) -> None:
    article = Article.objects.get(headline__contains="said")
    review.reject(article.tags.get(), editor=editor)
    Actor.objects.update(article_count=1)
    assert texts(quote_by="envoy-ada") == []


def test_how_far_editors_have_come_narrows(editor: User) -> None:
    articles = {}
    for state, decided in (("yes", 2), ("partly", 1), ("no", 0)):
        articles[state] = article = make_article(f"Ada and Bo spoke, {state}.")
        tags = [make_tag(article, word, make_actor(f"{word} {state}")) for word in ("Ada", "Bo")]
        for tag in tags[:decided]:
            review.confirm(tag, editor=editor)
    make_article("Nothing was extracted.")
    for state, article in articles.items():
        assert found(reviewed=state) == {article.pk}


def test_author_and_language_narrow() -> None:
    wanted = make_article("One.", authors=("Ines Ravn",), language="de-AT")
    make_article("Two.", authors=("Ole Dahl",))
    ravn = Author.objects.get(name="Ines Ravn")
    assert found(author=ravn.pk) == {wanted.pk}
    assert found(language="de") == found(language="DE-at") == {wanted.pk}
    assert found(language="fr") == set()


def test_a_merged_author_means_the_one_that_was_kept() -> None:
    wanted = make_article("One.", authors=("Ines Ravn",))
    gone = Author.objects.create(name="I. Ravn", merged_into=Author.objects.get())
    assert found(author=gone.pk) == {wanted.pk}
    assert query(author=gone.pk).address == f"author={Author.objects.get(name='Ines Ravn').pk}"


def test_an_author_of_whom_readers_may_not_know_is_no_filter() -> None:
    article = make_article("One.", authors=("Ines Ravn",))
    author = Author.objects.get()
    for hidden in ({"hidden_names": {"Ines Ravn": "I. R."}}, {"status": "taken down"}):
        Article.objects.update(status="published", hidden_names={})
        Article.objects.filter(pk=article.pk).update(**hidden)
        with pytest.raises(WrongFilterError):
            query(author=author.pk)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"between": ["envoy-ada"]}, "Name the two actors"),
        ({"between": ["envoy-ada", "envoy-bo", "envoy-cy"]}, "Name the two actors"),
        ({"quote_by": "nobody"}, "no such actor to be quoted"),
        ({"any_actor": "nobody"}, "knows no actor “nobody”"),
        ({"reviewed": "@reviewed"}, "Select a valid choice"),
        ({"language": "en' | '@k1"}, "as its code"),
        ({"author": "1 OR 1=1"}, "no such author"),
    ],
)
def test_a_wrong_filter_says_what_is_wrong(
    cast: dict[str, Actor], asked: dict[str, object], said: str
) -> None:
    with pytest.raises(WrongFilterError) as error:
        query(**asked)
    assert said in " ".join(error.value.said)


def test_a_search_has_one_address_however_it_was_typed(cast: dict[str, Actor]) -> None:
    one = query(q=" army  left ", actor=["envoy-bo", "envoy-ada"], date_from="2020-1-5", kind="")
    other = query(date_from="2020-01-05", actor=["envoy-ada", "envoy-bo"], q="army left", page="x")
    assert one.address == other.address
    assert one.address == "q=army+left&date_from=2020-01-05&actor=envoy-ada&actor=envoy-bo"
    assert query(**{"q": "army", "sort": "oldest"}).unordered == "q=army"


def test_chosen_actors_offer_other_questions(cast: dict[str, Actor]) -> None:
    two = query(actor=["envoy-ada", "envoy-bo"])
    offers = {one.name: one.href for one in narrowing.refinements(two.filter, two.parameters)}
    assert offers["any of these actors"] == "?any_actor=envoy-ada&any_actor=envoy-bo"
    deal = "?actor=envoy-ada&actor=envoy-bo&between=envoy-ada&between=envoy-bo"
    assert offers["only where they deal with each other"] == deal
    assert "only with a quote by Envoy Ada" in offers
    some = query(any_actor=["envoy-ada", "envoy-bo"])
    (again,) = narrowing.refinements(some.filter, some.parameters)
    assert again.href == "?actor=envoy-ada&actor=envoy-bo"


def test_every_filter_in_force_is_a_chip_that_takes_it_away(cast: dict[str, Actor]) -> None:
    asked = {"any_actor": ["envoy-ada", "envoy-bo"], "quote_by": "envoy-ada", "language": "en"}
    asked |= {"between": ["envoy-ada", "envoy-bo"], "reviewed": "no", "kind": "person"}
    whole = query(**asked)
    chips = narrowing.chosen_filters(whole.filter, whole.parameters)
    assert [chip.name for chip in chips] == [
        "Envoy Ada (or another)",
        "Envoy Bo (or another)",
        "with a quote by Envoy Ada",
        "with an interaction between Envoy Ada and Envoy Bo",
        "with a person",
        "no tag checked",
        "language: en",
    ]
    assert all(chip.href.count("=") < whole.address.count("=") for chip in chips)


def test_too_many_actors_are_refused() -> None:
    article = make_article(" ".join(f"Envoy{n}x" for n in range(MOST_ACTORS + 1)))
    slugs = [make_tag(article, f"Envoy{n}x").actor.slug for n in range(MOST_ACTORS + 1)]
    with pytest.raises(WrongFilterError):
        query(any_actor=slugs)
