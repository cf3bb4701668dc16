"""Acts on articles: each a record, and what readers get follows from the records in force."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import acts
from articles.acts import ActError, Revision, StaleAct
from articles.models import Article, ArticleAct
from articles.search import Search, find
from entities.models import ExtractionRun, Tag
from entities.review import confirm
from tests.factories import make_actor, make_article, make_tag

pytestmark = pytest.mark.django_db

BODY = "Mira Tolvan met Jane Pelloni in Halden.\n\nPelloni, a teacher, left. Ms JANE PELLONI is 40."


def found(words: str) -> int:
    return find(Search(words=words)).total.value


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def revised(article: Article, **changes: str) -> Revision:
    text = Revision.of(acts.current_version(article))
    return Revision(**{name: changes.get(name, getattr(text, name)) for name in text.__slots__})


def test_correction_gives_another_text_with_who_when_and_why(chief: User) -> None:
    article = make_article(BODY)
    act = acts.revise(
        article,
        "correction",
        text=revised(article, body="Mira Tolvan met nobody in Halden."),
        editor=chief,
        reason="The source was wrong.",
        public_note="An earlier text named a second person.",
    )
    article = fresh(article)
    assert (article.version_number, article.flags) == (2, ["correction"])
    assert article.body == "Mira Tolvan met nobody in Halden."
    assert act.version and act.version.created_by == chief  # noqa: PT018
    assert act.version.reason == "The source was wrong."
    assert ExtractionRun.objects.filter(version=act.version, state="pending").exists()
    assert "'@correction'" in str(article.search_vector)


def test_note_alone_is_a_clarification_and_nothing_at_all_is_refused(chief: User) -> None:
    article = make_article(BODY)
    same = {"text": revised(article), "editor": chief, "reason": "Asked by a reader."}
    acts.revise(article, "clarification", public_note="She teaches in Halden.", **same)
    assert fresh(article).version_number == 1
    with pytest.raises(ActError, match="as it was"):
        acts.revise(article, "correction", **same)
    with pytest.raises(ActError, match="as it was"):
        acts.revise(article, "update", public_note="Nothing new.", **same)


def test_a_text_that_is_another_articles_is_refused(chief: User) -> None:
    article, other = make_article(BODY, headline="One"), make_article("Other.", headline="Two")
    text = revised(article, headline="Two", body="Other.")
    with pytest.raises(ActError, match=f"Article {other.pk} has this text"):
        acts.revise(article, "correction", text=text, editor=chief, reason="Slip.")
    with pytest.raises(ActError, match="no words"):
        acts.revise(
            article, "correction", text=revised(article, body=" "), editor=chief, reason="Slip."
        )


def test_no_act_without_a_reason(chief: User) -> None:
    article = make_article()
    with pytest.raises(ActError, match="Say why"):
        acts.take_down(article, editor=chief, reason=" ")
    assert fresh(article).status == "published"
    assert not ArticleAct.objects.exists()


def test_takedown_takes_the_article_from_search_and_counters_and_restore_brings_it_back(
    chief: User,
) -> None:
    tag = make_tag(make_article(), "Mira Tolvan")
    act = acts.take_down(tag.article, editor=chief, reason="A court order.")
    tag.actor.refresh_from_db()
    assert (fresh(tag.article).status, tag.actor.article_count) == ("taken down", 0)
    assert found("Tolvan") == 0
    acts.restore(act, editor=chief, reason="The order was lifted.")
    tag.actor.refresh_from_db()
    assert (fresh(tag.article).status, fresh(tag.article).flags) == ("published", [])
    assert (tag.actor.article_count, found("Tolvan")) == (1, 1)


def test_another_article_leads_its_group_while_the_first_is_off_the_site(chief: User) -> None:
    first, second = make_article("One."), make_article("Two.", published_at="2020-12-30")
    Article.objects.update(lead=first)
    act = acts.take_down(first, editor=chief, reason="A court order.")
    assert fresh(second).lead_id == second.pk
    acts.restore(act, editor=chief, reason="The order was lifted.")
    assert (fresh(first).lead_id, fresh(second).lead_id) == (first.pk, first.pk)


def test_what_holds_already_is_not_done_again_but_may_be_after_a_restore(chief: User) -> None:
    article = make_article()
    act = acts.retract(article, editor=chief, reason="Made up.")
    with pytest.raises(ActError, match=r"Retraction since .* already"):
        acts.retract(article, editor=chief, reason="Made up.")
    acts.restore(act, editor=chief, reason="It was not.")
    with pytest.raises(StaleAct, match="restored already"):
        acts.restore(act, editor=chief, reason="It was not.")
    acts.retract(article, editor=chief, reason="It was.")
    assert fresh(article).flags == ["retraction"]


def test_two_acts_of_different_kinds_are_undone_one_by_one(chief: User) -> None:
    article = make_article()
    down = acts.take_down(article, editor=chief, reason="A court order.")
    acts.retract(article, editor=chief, reason="Made up.")
    assert fresh(article).flags == ["retraction", "takedown"]
    acts.restore(down, editor=chief, reason="The order was lifted.")
    assert (fresh(article).status, fresh(article).flags) == ("published", ["retraction"])


def test_embargo_ends_by_itself_and_not_before(chief: User) -> None:
    article, later = make_article(), make_article()
    soon = timezone.now() + datetime.timedelta(hours=1)
    acts.embargo(article, until=soon, editor=chief, reason="Agreed.")
    acts.embargo(later, until=soon, editor=chief, reason="Agreed.")
    assert acts.release_embargoes() == 0
    assert (fresh(article).status, found("Tolvan")) == ("embargoed", 0)
    Article.objects.filter(pk=article.pk).update(embargo_until=timezone.now())
    assert acts.release_embargoes() == 1
    assert (fresh(article).status, fresh(later).status) == ("published", "embargoed")
    assert (fresh(article).embargo_until, fresh(article).flags) == (None, [])
    assert article.acts.get(kind="restore").created_by is None


def test_another_end_replaces_an_embargo(chief: User) -> None:
    article = make_article()
    first, second = (timezone.now() + datetime.timedelta(days=n) for n in (5, 1))
    acts.embargo(article, until=first, editor=chief, reason="Agreed.")
    acts.embargo(article, until=second, editor=chief, reason="Agreed anew.")
    assert fresh(article).embargo_until == second
    with pytest.raises(ActError, match="future"):
        acts.embargo(article, until=timezone.now(), editor=chief, reason="Agreed.")


def test_embargo_that_is_over_does_not_lift_a_takedown(chief: User) -> None:
    article = make_article()
    acts.take_down(article, editor=chief, reason="A court order.")
    soon = timezone.now() + datetime.timedelta(hours=1)
    acts.embargo(article, until=soon, editor=chief, reason="Agreed.")
    assert fresh(article).status == "taken down"


def test_hidden_name_is_initials_in_text_search_and_tags_but_stays_in_the_version(
    chief: User,
) -> None:
    article = make_article(BODY, headline="Jane Pelloni visits")
    tag = make_tag(article, "Jane Pelloni", make_actor("Jane Pelloni"))
    confirm(Tag.objects.get(pk=tag.pk), editor=chief)
    acts.anonymise(article, names=["Jane Pelloni", "Pelloni"], editor=chief, reason="She asked.")
    article = fresh(article)
    assert article.body.startswith("Mira Tolvan met J. P. in Halden.\n\nP., a teacher, left.")
    assert "ELLONI" not in article.body.upper() + article.headline.upper()
    assert "elloni" not in str(article.search_vector) + article.label_text + article.slug
    assert (found("Pelloni"), found("Tolvan")) == (0, 1)
    tag.actor.refresh_from_db()
    assert tag.actor.article_count == 0
    assert "Jane Pelloni" in acts.current_version(article).body


def test_restored_name_is_shown_again_and_its_decision_holds(chief: User) -> None:
    article = make_article(BODY)
    tag = make_tag(article, "Jane Pelloni", make_actor("Jane Pelloni"))
    confirm(Tag.objects.get(pk=tag.pk), editor=chief)
    names = ["Jane Pelloni", "Pelloni"]
    act = acts.anonymise(article, names=names, editor=chief, reason="She asked.")
    acts.restore(act, editor=chief, reason="She changed her mind.")
    assert (fresh(article).body, found("Pelloni")) == (BODY, 1)
    assert Tag.objects.get(article=article, actor=tag.actor).status == "confirmed"
    tag.actor.refresh_from_db()
    assert tag.actor.article_count == 1


def test_a_name_that_would_still_be_read_is_refused_unless_it_is_somebody_else(chief: User) -> None:
    article = make_article("Jane Pelloni left. Pelloni, her uncle, stayed.")
    ask = {"names": ["Jane Pelloni"], "editor": chief, "reason": "She asked."}
    with pytest.raises(ActError, match="“Pelloni” would still stand in the text, once:"):
        acts.anonymise(article, **ask)
    acts.anonymise(article, **ask, leave_rest=True)
    assert fresh(article).body == "J. P. left. Pelloni, her uncle, stayed."


def test_a_name_in_an_older_text_is_to_be_hidden_too(chief: User) -> None:
    article = make_article("Jane Pelloni left. Pellonis house is empty.")
    text = revised(article, body="Jane Pelloni left.")
    acts.revise(article, "correction", text=text, editor=chief, reason="No house.")
    ask = {"editor": chief, "reason": "She asked."}
    acts.anonymise(article, names=["Jane Pelloni", "Pellonis"], **ask)
    assert set(fresh(article).hidden_names) == {"Jane Pelloni", "Pellonis"}
    text = revised(article, body="Anna Tolvan left. Tolvan stayed.")
    acts.revise(article, "correction", text=text, editor=chief, reason="Another.")
    text = revised(article, body="Anna Tolvan left.")
    acts.revise(article, "correction", text=text, editor=chief, reason="Another.")
    with pytest.raises(ActError, match="“Tolvan” would still stand"):
        acts.anonymise(article, names=["Anna Tolvan"], **ask)


def test_a_name_that_is_not_there_is_refused(chief: User) -> None:
    article = make_article(BODY)
    with pytest.raises(ActError, match="“Pellon” does not stand"):
        acts.anonymise(article, names=["Pellon"], editor=chief, reason="She asked.")
    with pytest.raises(ActError, match="Write the name"):
        acts.anonymise(article, names=[" "], editor=chief, reason="She asked.")


def test_corrected_text_keeps_the_name_hidden(chief: User) -> None:
    article = make_article(BODY)
    names = ["Jane Pelloni", "Pelloni"]
    acts.anonymise(article, names=names, editor=chief, reason="She asked.")
    text = revised(article, body="Jane Pelloni, a nurse, left Halden.")
    acts.revise(article, "correction", text=text, editor=chief, reason="Not a teacher.")
    assert fresh(article).body == "J. P., a nurse, left Halden."
    assert fresh(article).flags == ["anonymise", "correction"]


def test_a_correction_is_not_restored(chief: User) -> None:
    article = make_article(BODY)
    act = acts.revise(
        article, "clarification", text=None, editor=chief, reason="Asked.", public_note="A note."
    )
    with pytest.raises(ActError, match="corrected again"):
        acts.restore(act, editor=chief, reason="Slip.")


def test_whoever_acts_on_an_old_page_is_told(chief: User) -> None:
    article = make_article()
    act = acts.retract(article, editor=chief, reason="Made up.", seen=0)
    with pytest.raises(StaleAct) as caught:
        acts.take_down(article, editor=chief, reason="A court order.", seen=0)
    assert caught.value.latest == act
    acts.take_down(article, editor=chief, reason="A court order.", seen=act.pk)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_acts_are_never_changed_or_deleted(change: str, chief: User) -> None:
    acts.retract(make_article(), editor=chief, reason="Made up.")
    rows = ArticleAct.objects.all()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        rows.update(reason="Another.") if change == "update" else rows.delete()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Jane Doe", "J. D."), ("Jean-Luc  Doe", "J.-L. D."), ("Doe", "D."), ("Özil", "Ö.")],
)
def test_initials(name: str, expected: str) -> None:
    assert acts.initials(name) == expected
