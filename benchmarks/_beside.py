"""SQLite FTS5 and tantivy on the same texts, each as somebody would set it up who knows it.

FTS5 keeps the words (stemmed, without accents) and beside them ordinary tables with indexes for
dates, sources, sections and actors, joined by rowid. tantivy keeps everything as fields of one
index, with columns for what is ordered and counted by; it is asked through its Python package.
"""

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import tantivy

from benchmarks import _corpus

PAGE = 20
MOST_FACETS = 12


class Fts5:
    name = "FTS5"

    def __init__(self, folder: Path, count: int) -> None:
        self.file = folder / "fts5.sqlite"
        self.seconds = _once(folder / "fts5.json", lambda: self._make(count))
        self.database = sqlite3.connect(self.file)
        self.database.execute("PRAGMA cache_size = -2000000")  # as much as PostgreSQL may
        self.database.execute("PRAGMA mmap_size = 8000000000")

    @property
    def megabytes(self) -> float:
        return self.file.stat().st_size / 1e6

    def newest(self, word: str) -> list[Any]:
        return self._rows(self.BY_DATE, word, 0)

    def best(self, word: str) -> list[Any]:
        return self._rows(
            f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {PAGE}", word
        )

    def count(self, word: str) -> list[Any]:
        return self._rows("SELECT count(*) FROM words WHERE words MATCH ?", word)

    def with_actor(self, asked: tuple[str, int]) -> list[Any]:
        return self._rows(
            "SELECT count(*) FROM words JOIN tagged ON tagged.article = words.rowid"
            " WHERE words MATCH ? AND tagged.actor = ?",
            *asked,
        )

    def with_year(self, asked: tuple[str, int]) -> list[Any]:
        return self._rows(
            "SELECT count(*) FROM words JOIN article ON article.id = words.rowid"
            " WHERE words MATCH ? AND article.year = ?",
            *asked,
        )

    def deep(self, asked: tuple[str, int]) -> list[Any]:
        return self._rows(self.BY_DATE, *asked)

    def facets(self, word: str) -> list[Any]:
        counts = [self.count(word)]
        joined = "FROM words JOIN article ON article.id = words.rowid WHERE words MATCH ?"
        for column in ("source", "section", "year"):
            counts.append(self._rows(f"SELECT {column}, count(*) {joined} GROUP BY {column}", word))
        counts.append(
            self._rows(
                "SELECT actor, count(*) AS n FROM words JOIN tagged"
                " ON tagged.article = words.rowid WHERE words MATCH ?"
                f" GROUP BY actor ORDER BY n DESC LIMIT {MOST_FACETS}",
                word,
            )
        )
        return counts

    def company(self, actor: int) -> list[Any]:
        return self._rows(
            "SELECT other.actor, count(*) AS n FROM tagged JOIN tagged AS other USING (article)"
            " WHERE tagged.actor = ? AND other.actor <> tagged.actor"
            f" GROUP BY other.actor ORDER BY n DESC LIMIT {MOST_FACETS}",
            actor,
        )

    def phrase(self, phrase: str) -> list[Any]:
        return self.newest(f'"{phrase}"')

    def count_phrase(self, phrase: str) -> list[Any]:
        return self.count(f'"{phrase}"')

    BY_DATE = (
        "SELECT article.id FROM words JOIN article ON article.id = words.rowid"
        " WHERE words MATCH ? ORDER BY article.at DESC, article.id DESC"
        f" LIMIT {PAGE} OFFSET ?"
    )

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        return self.database.execute(statement, values).fetchall()

    def _make(self, count: int) -> None:
        self.file.unlink(missing_ok=True)
        database = sqlite3.connect(self.file)
        database.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -256000;
            CREATE VIRTUAL TABLE words USING fts5(headline, names, body, content='',
                tokenize='porter unicode61 remove_diacritics 2');
            CREATE TABLE article (id INTEGER PRIMARY KEY, at INTEGER, year INTEGER,
                source INTEGER, section INTEGER);
            CREATE TABLE tagged (article INTEGER, actor INTEGER, PRIMARY KEY (article, actor))
                WITHOUT ROWID;
            """
        )
        for made in _corpus.articles(count):
            database.execute(
                "INSERT INTO words (rowid, headline, names, body) VALUES (?, ?, ?, ?)",
                [made.number, made.headline, _names(made), made.body],
            )
            at = made.published_at
            database.execute(
                "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
                [made.number, int(at.timestamp()), at.year, made.source, made.section],
            )
            database.executemany(
                "INSERT INTO tagged VALUES (?, ?)", [(made.number, a) for a in made.actors]
            )
        database.executescript(
            """
            CREATE INDEX article_date ON article (at DESC, id DESC);
            CREATE INDEX article_year ON article (year);
            CREATE INDEX tagged_actor ON tagged (actor, article);
            INSERT INTO words(words) VALUES ('optimize');
            ANALYZE;
            """
        )
        database.commit()
        database.close()


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder / "tantivy"
        self.seconds = _once(folder / "tantivy.json", lambda: self._make(count))
        self.index = tantivy.Index.open(str(self.folder))
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    @property
    def megabytes(self) -> float:
        return sum(file.stat().st_size for file in self.folder.iterdir()) / 1e6

    def newest(self, word: str) -> Any:
        return self._by_date(word, 0)

    def best(self, word: str) -> Any:
        return self.searcher.search(self._words(word), limit=PAGE, count=False)

    def count(self, word: str) -> Any:
        return self._count(self._words(word))

    def with_actor(self, asked: tuple[str, int]) -> Any:
        return self._count(self._words_and(asked[0], "actor", asked[1]))

    def with_year(self, asked: tuple[str, int]) -> Any:
        return self._count(self._words_and(asked[0], "year", asked[1]))

    def deep(self, asked: tuple[str, int]) -> Any:
        return self._by_date(*asked)

    def facets(self, word: str) -> Any:
        counted = {
            name: {"terms": {"field": name, "size": size}}
            for name, size in (
                ("actor", MOST_FACETS),
                ("source", MOST_FACETS),
                ("section", MOST_FACETS),
                ("year", 200),
            )
        }
        return self.searcher.aggregate(self._words(word), counted)

    def company(self, actor: int) -> Any:
        counted = {"actor": {"terms": {"field": "actor", "size": MOST_FACETS + 1}}}
        return self.searcher.aggregate(self._term("actor", actor), counted)

    def phrase(self, phrase: str) -> Any:
        return self.newest(f'"{phrase}"')

    def count_phrase(self, phrase: str) -> Any:
        return self.count(f'"{phrase}"')

    def _by_date(self, words: str, offset: int) -> Any:
        return self.searcher.search(
            self._words(words), limit=PAGE, offset=offset, count=False, order_by_field="at"
        )

    def _words(self, words: str) -> Any:
        return self.index.parse_query(words, ["headline", "names", "body"])

    def _words_and(self, words: str, name: str, value: int) -> Any:
        must = tantivy.Occur.Must
        return tantivy.Query.boolean_query(
            [(must, self._words(words)), (must, self._term(name, value))]
        )

    def _term(self, name: str, value: int) -> Any:
        return tantivy.Query.term_query(self.schema, name, value)

    def _count(self, query: Any) -> Any:
        return self.searcher.search(query, limit=1, count=True).count

    def _make(self, count: int) -> None:
        self.folder.mkdir(exist_ok=True)
        for file in self.folder.iterdir():
            file.unlink()
        build = tantivy.SchemaBuilder()
        for name in ("headline", "names", "body"):
            build.add_text_field(name, tokenizer_name="en_stem")
        for name in ("id", "at", "year", "source", "section", "actor"):
            build.add_integer_field(name, indexed=True, fast=True)
        index = tantivy.Index(build.build(), str(self.folder))
        writer = index.writer(256_000_000, 1)
        for made in _corpus.articles(count):
            document = tantivy.Document()
            document.add_text("headline", made.headline)
            document.add_text("names", _names(made))
            document.add_text("body", made.body)
            at = made.published_at
            for name, value in (
                ("id", made.number),
                ("at", int(at.timestamp())),
                ("year", at.year),
                ("source", made.source),
                ("section", made.section),
            ):
                document.add_integer(name, value)
            for actor in made.actors:
                document.add_integer("actor", actor)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()


def _names(made: _corpus.Made) -> str:
    return "\n".join(map(_corpus.actor_name, made.actors))


def _once(stamp: Path, make: Any) -> float:
    """Make something unless it was made, and return the seconds of processor time it took."""
    if not stamp.exists():
        begun = time.process_time()
        make()
        stamp.write_text(json.dumps(time.process_time() - begun))
    return float(json.loads(stamp.read_text()))
