"""Other words for a tag: which of its marks they take the place of."""

from articles.models import Article
from entities.anchoring import find
from entities.publish import resolve_article
from entities.resolution import Span


def spans_for(article: Article, actor: int, words: str) -> tuple[list[Span], list[Span]]:
    """Return the marks of an actor that `words` touch, and the words that take their place.

    Wherever the words stand across a mark: longer ones widen it or join several, a part of it
    narrows it. Where they are the mark already, or stand elsewhere, nothing changes. Both lists are
    empty when no mark is touched. Two queries.
    """
    tags = resolve_article(article)
    marks = [(one.start, one.end) for tag in tags if tag.actor == actor for one in tag.marks]
    had: list[Span] = []
    has: list[Span] = []
    for start, end in find(words, article.body):
        touched = [mark for mark in marks if mark[0] < end and start < mark[1]]
        if touched and (start, end) not in marks:
            had += [mark for mark in touched if mark not in had]
            has.append((start, end))
    return had, has
