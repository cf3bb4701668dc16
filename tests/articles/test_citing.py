"""How an article is cited: with what is known of it, and nothing that is hidden."""

import html

import pytest
from django.test import Client

from articles.citing import citation
from articles.models import Article, Source
from tests.factories import make_article

ADDRESS = "https://archive.example/articles/7/talks-end/"


def cited(**fields: object) -> str:
    given = {"headline": "Talks end", "source": Source(name="Halden Wire"), **fields}
    return citation(Article(pk=7, **given), "Newsroom Archive", ADDRESS)


def test_a_citation_names_author_headline_source_and_address() -> None:
    assert cited(byline="Sanna Reijo") == (
        f"Sanna Reijo, “Talks end”, Halden Wire, undated. Newsroom Archive, {ADDRESS}"
    )


def test_a_later_text_says_which_one_it_is() -> None:
    assert "undated (text number 2). " in cited(version_number=2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("precision", "said"), [("day", "29 December 2020"), ("month", "December 2020")]
)
def test_the_page_cites_with_the_date_as_far_as_it_is_known(
    client: Client, precision: str, said: str
) -> None:
    article = make_article(headline='Talks & "more"')
    Article.objects.update(published_precision=precision)
    page = html.unescape(client.get(article.get_absolute_url()).content.decode())
    address = f"http://testserver{article.get_absolute_url()}"
    assert f'“Talks & "more"”, Demo Wire, {said}. Newsroom Archive, {address}<' in page
    assert "mailto:?subject=Talks%20%26%20%22more%22&body=http%3A%2F%2Ftestserver" in page
