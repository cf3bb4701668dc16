"""Pairs of actors that may be one: who is found, in which order, and who never comes back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from entities import review
from entities.duplicates import compare, compare_new, waiting
from entities.models import Actor, ActorName, Decision, Namesakes, NamesakeSearch
from entities.namesakes import LEAST, Known, likeness_of_names, weighed
from tests.entities.test_merging import merge
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db


def known(*names: str, kind: str = "person", **more: object) -> Known:
    given = {"wikidata": None, "years": frozenset(), "company": frozenset(), "titles": frozenset()}
    return Known(kind=kind, names=names, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("mira tolvan", "mira tolvan", "the same name"),
        ("m. tolvan", "mira tolvan", "an initial for a first name"),
        ("mira k. tolvan", "mira tolvan", "one name is a part of the other"),
        ("m. k. tolvan", "mira karin tolvan", "an initial for a first name"),
        ("anton vasilyenko", "anton vasilienko", "names spelt alike"),
        ("tolvan", "mira tolvan", "the same surname"),
    ],
)
def test_names_of_people_that_are_alike(one: str, other: str, why: str) -> None:
    found = likeness_of_names(known(one), known(other))
    assert found
    assert found.why == (why,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mira tolvan", "karin tolvan"),
        ("a. tolvan", "mira tolvan"),
        ("mira tolvan", "mira reijo"),
        ("mira", "mira tolvan"),
        ("", "mira tolvan"),
    ],
)
def test_names_of_people_that_are_not(one: str, other: str) -> None:
    assert likeness_of_names(known(one), known(other)) is None


def test_an_acronym_stands_for_its_words() -> None:
    short = known("hrc", kind="organisation")
    long = known("halden river council", kind="organisation")
    of = known("council of the halden river", kind="organisation")
    assert likeness_of_names(short, long)
    assert likeness_of_names(short, of) is None


def test_two_wikidata_ids_or_kinds_are_two_actors() -> None:
    one = known("mira tolvan", wikidata="Q1")
    assert likeness_of_names(one, known("mira tolvan", wikidata="Q2")) is None
    assert likeness_of_names(one, known("mira tolvan", kind="place")) is None
    assert likeness_of_names(one, known("mira tolvan"))


def test_a_surname_that_two_share_is_not_the_same_name() -> None:
    one, other = known("mira tolvan", "tolvan"), known("karin tolvan", "tolvan")
    found = likeness_of_names(one, other)
    assert found
    assert found.why == ("both are called by one word",)
    assert weighed(found, one, other, 0) is None  # nothing else speaks for it


def test_company_speaks_for_a_pair_and_standing_together_against_it() -> None:
    one = known("m. tolvan", company=frozenset([1, 2, 3]), years=frozenset([2019]))
    same = known("mira tolvan", company=frozenset([1, 2, 9]), years=frozenset([2019]))
    stranger = known("mira tolvan", company=frozenset([7]), years=frozenset([1960]))
    by_name = likeness_of_names(one, same)
    assert by_name
    scores = [
        found.score if (found := weighed(by_name, one, other, together)) else LEAST
        for other, together in ((same, 0), (stranger, 0), (same, 4))
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def everybody() -> list[int]:
    return list(ActorName.objects.values_list("pk", flat=True))


def found() -> set[frozenset[str]]:
    return {frozenset((pair.one.name, pair.other.name)) for pair in waiting()}


def test_like_names_of_one_kind_are_found_and_no_others() -> None:
    for name in ("Mira Tolvan", "M. Tolvan", "Karin Tolvan", "Mira Tollvan", "Anton Reijo"):
        make_actor(name)
    for name in ("Halden River Council", "HRC", "Halden River Counsil"):
        make_actor(name, "organisation")
    make_actor("Tolvan", "place")
    compare(everybody())
    assert found() == {
        frozenset(("Mira Tolvan", "M. Tolvan")),
        frozenset(("Mira Tolvan", "Mira Tollvan")),
        frozenset(("HRC", "Halden River Council")),
        frozenset(("Halden River Counsil", "Halden River Council")),
        frozenset(("HRC", "Halden River Counsil")),
    }


def test_the_least_trouble_comes_first() -> None:
    actors = [make_actor(name) for name in ("Mira Tolvan", "M. Tolvan", "Mira Reijo", "M. Reijo")]
    article = make_article("Tolvan and Reijo and a Reijo.")
    make_tag(article, "Tolvan", actors[0])
    make_tag(article, "Reijo", actors[2])
    make_tag(make_article("Reijo again, and another."), "Reijo", actors[2])
    make_tag(make_article("M. Reijo, Mira Reijo."), "Mira Reijo", actors[2])
    both = make_article("M. Tolvan saw Mira Tolvan.")
    make_tag(both, "M. Tolvan", actors[1])
    make_tag(both, "Mira Tolvan", actors[0])
    compare(everybody())
    assert [pair.one.name for pair in waiting()] == ["Mira Reijo"]  # the others met


def test_only_new_names_are_compared_and_each_once() -> None:
    make_actor("Mira Tolvan")
    assert compare_new() == 0  # none was here at the run before
    assert compare_new() == 1
    make_actor("M. Tolvan")
    assert (compare_new(), compare_new(), compare_new()) == (0, 1, 0)
    assert found() == {frozenset(("Mira Tolvan", "M. Tolvan"))}
    search = NamesakeSearch.objects.get()
    assert search.last_id == search.seen_id == ActorName.objects.latest("pk").pk


def test_a_new_name_of_an_old_actor_is_compared_too() -> None:
    make_actor("Mira Tolvan")
    old = make_actor("Minister Reijo")
    compare(everybody())
    assert found() == set()
    old.names.create(name="M. Tolvan", normalised_name="m. tolvan", origin="extraction")
    compare([old.names.latest("pk").pk])
    assert found() == {frozenset(("Mira Tolvan", "Minister Reijo"))}


@pytest.fixture
def pair() -> Namesakes:
    make_actor("Mira Tolvan")
    make_actor("M. Tolvan")
    compare(everybody())
    return Namesakes.objects.select_related("one", "other").get()


def test_what_is_not_the_same_never_comes_back_unless_that_is_undone(
    pair: Namesakes, editor: User
) -> None:
    decision = review.rule_out(pair=pair, editor=editor, note="Mother and daughter.")
    compare(everybody())
    assert found() == set()
    assert (decision.verb, decision.subject) == ("rule", "actor")
    with pytest.raises(review.Stale):
        review.rule_out(pair=pair, editor=editor)
    with pytest.raises(review.ReviewError, match="not the same"):
        review.suggest(one=pair.one, other=pair.other, editor=editor, note="They are.")
    undo = review.restore_rule_out(decision, editor=editor)
    assert len(found()) == 1
    review.restore_rule_out(undo, editor=editor)
    assert found() == set()


def test_merged_actors_leave_the_list_and_come_back_when_parted(
    pair: Namesakes, chief: User
) -> None:
    decision = merge(pair.one, pair.other, chief)
    assert found() == set()
    review.restore_merge(decision, editor=chief)
    assert len(found()) == 1


def test_the_list_leads_to_the_two_and_takes_a_no(
    client: Client, pair: Namesakes, editor: User
) -> None:
    client.force_login(editor)
    url = reverse("review:duplicates")
    page = client.get(url)
    assertContains(page, "Mira Tolvan and M. Tolvan")
    assertContains(page, "An initial for a first name.")
    no = client.post(reverse("review:not_the_same", args=[pair.pk]), {"note": "Two."})
    assertRedirects(no, url)
    assertNotContains(client.get(url), "Mira Tolvan and")
    log = client.get(reverse("review:log"))
    assertContains(log, "said that Mira Tolvan and M. Tolvan are not the same")
    undo = reverse("review:undo_actor", args=[Decision.objects.get().pk])
    assertContains(client.get(undo), "are suggested as duplicates again")
    assert client.post(undo).status_code == 302
    assertContains(client.get(url), "Mira Tolvan and")


def test_a_suggestion_of_an_editor_comes_first(
    pair: Namesakes, editor: User, client: Client
) -> None:
    one, other = make_actor("Ada Berk"), make_actor("Bo Berk")
    review.suggest(one=other, other=one, editor=editor, note="Her other name.")
    first = waiting().first()
    assert first
    assert {first.one, first.other} == {one, other}
    compare(everybody())
    first.refresh_from_db()
    assert (first.score, first.note) == (1, "Her other name.")
    assert Actor.objects.count() == 4
