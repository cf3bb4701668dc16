"""The learning curve: correct some articles, measure the others, correct more."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.models import User

from articles.bulk import Placed, store_many
from articles.importers import ArticleData, Record
from articles.models import Article, ImportBatch
from articles.services import Defaults, start_batch
from entities import runs
from entities.extract import perform
from entities.extraction import Config, NameFinder, NameSpan, extract
from entities.extraction.pipeline import shipped_names
from entities.knowing import knowledge
from entities.learning import learn
from entities.memory import memory
from entities.models import ExtractionRun
from entities.teaching.correcting import Work, correct
from entities.teaching.lines import TaggedText
from entities.teaching.measuring import Score, score, tags_of

# After so many corrected articles the rest is measured.
SIZES = (0, 10, 50, 100, 500)
SOURCE = "Learning curve"
# The archive learns anew when so many articles more were corrected, in shares of those before.
LEARN_AFTER = 0.05
# Names of so many texts are kept from one measurement to the next, some 10 kB each.
MOST_REMEMBERED = 2_000

# Given the stage, how far it is and how far it goes.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Point:
    """The curve at one place: what was done for it, and how right the rest then is."""

    articles: int
    decisions: dict[str, int]
    keys: int
    out_of_reach: int
    score: Score


def sizes_for(count: int, sizes: Sequence[int] = SIZES) -> list[int]:
    """The sizes at which a file of so many articles can be measured: something must be left."""
    return [size for size in sizes if size < count]


def learning_curve(
    texts: Callable[[], Iterator[TaggedText]],
    sizes: Sequence[int],
    count: int,
    progress: Progress,
) -> Iterator[Point]:
    """Yield a point for each size, smallest first, all measured on the articles behind the last.

    `texts` gives the articles from the first on, each time it is called. The database must be empty
    and is written to: see `scratch_database`.
    """
    editor = User.objects.create_user("learning-curve")
    batch = start_batch(ImportBatch.Origin.COMMAND)
    reader = _Reader()
    work = Work()
    coming = texts()
    done = learnt = 0
    for size in sizes:
        for tagged in islice(coming, size - done):
            if article := _arrived(batch, tagged):
                work.add(correct(article, tagged.tags, editor))
            done += 1
            if done - learnt >= max(1, LEARN_AFTER * learnt) or done == size:
                learn()
                learnt = done
            progress("corrected", done, sizes[-1])
        total = Score()
        rest = islice(texts(), sizes[-1], None)
        for number, tagged in enumerate(rest, start=1):
            total += score(reader.tags(tagged), tagged.tags)
            progress(f"measured at {size}", number, count - sizes[-1])
        yield Point(size, dict(work.decisions), work.keys, work.out_of_reach, total)


def _arrived(batch: ImportBatch, tagged: TaggedText) -> Article | None:
    """The article as it came in and was extracted; None when the archive has its text already."""
    when = None
    if tagged.date:
        when = datetime.datetime.combine(tagged.date, datetime.time(), datetime.UTC)
    data = ArticleData(body=tagged.text, source=SOURCE, published_at=when)
    record = Record(1, tagged.text.encode(errors="replace"), data)
    (item,) = store_many(batch, [Placed(tagged.id, record)], Defaults())
    run = ExtractionRun.objects.filter(article=item.article, state=ExtractionRun.State.PENDING)
    waiting = run.first() if item.article else None
    claimed = runs.claim(waiting.pk, "learning curve") if waiting else None
    if claimed is None:
        return None
    perform(claimed)
    return Article.objects.defer("search_vector").get(pk=claimed.article_id)


class _Reader:
    """Reads texts over and over: what the name model sees does not change, and nobody needs to
    know who deals with whom."""

    def __init__(self) -> None:
        self._config = Config(names=_Remembering(shipped_names()), interactions=False)

    def tags(self, tagged: TaggedText) -> set[tuple[str, str]]:
        found = extract(
            tagged.text,
            knowledge=knowledge(),
            date=tagged.date,
            source=SOURCE,
            memory=memory(),
            config=self._config,
        )
        return tags_of(found)


class _Remembering:
    """A name finder that reads the first texts once."""

    def __init__(self, finder: NameFinder) -> None:
        self.name = finder.name
        self._finder = finder
        self._seen: dict[str, list[NameSpan]] = {}

    def find(self, text: str) -> list[NameSpan]:
        if text in self._seen:
            return self._seen[text]
        found = self._finder.find(text)
        if len(self._seen) < MOST_REMEMBERED:
            self._seen[text] = found
        return found
