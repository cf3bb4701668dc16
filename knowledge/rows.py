"""The source tables and the rows that are made of them, shared by the parts of the script."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Share-alike databases: no row that has only these is taken, and no value that only they hold.
SHARE_ALIKE = ("mledoze/countries", "confirmordeny/supraverden")
# No licence file, and not the statements of Wikidata alone.
UNLICENSED = ("lucaswerkmeister/bundestag",)
HAND = "Newsroom Archive, written by hand (CC0)"

LATIN = re.compile(r"^[\u0020-\u024f\u1e00-\u1eff\u2018\u2019\u02bb\u02bc]+$")

# Not posts, but spans of time in which a party existed and a person was known.
EXISTED, KNOWN = "existed", "public figure"


@dataclass
class Row:
    """One entry in the making; becomes a list in the file."""

    key: str
    wikidata: str | None
    name: str
    kind: str
    role: str
    country: str = ""
    description: str = ""
    aliases: list[str] = field(default_factory=list)
    offices: list[tuple[str, str, str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


class Tables:
    """The source tables, and their sources under short names with licences."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = {
            row["key"]: f"{row['repo_or_package']} {row['commit_or_version']} ({row['licence']})"
            for row in self.rows("sources.csv")
            if row["key"]
        }
        self.licences = {
            row["repo_or_package"].removesuffix(" (PyPI)").removesuffix(" (npm)"): row["licence"]
            for row in self.rows("sources.csv")
        }

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of one table."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def permissive(self, field_value: str) -> list[str]:
        """The sources named in a `source` field, without the share-alike ones."""
        found = []
        for part in field_value.split("|"):
            if not part or part.startswith(SHARE_ALIKE):
                continue
            if part in self.sources:
                if not self.sources[part].startswith(UNLICENSED):
                    found.append(self.sources[part])
                continue
            name = part.partition(":")[0]
            package = re.split(r"[@ ]", name, maxsplit=1)[0]
            licence = self.licences.get(package, "")
            if "share-alike" in licence:
                continue
            found.append(f"{name.replace('@', ' ')} ({licence})" if licence else name)
        return found


def plain(name: str) -> str:
    """A name for comparing: no case, accents or punctuation."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"[.']", "", text)
    return re.sub(r"[^\w]+", " ", text).strip()


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")


def hand_rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / "hand" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def split(value: str) -> list[str]:
    return [part for part in value.split("|") if part]


def similar(one: str, other: str) -> bool:
    """Whether two names look like spellings of one another: half of their letter pairs agree."""

    def pairs(text: str) -> Counter[str]:
        letters = plain(text).replace(" ", "")
        return Counter(letters[at : at + 2] for at in range(len(letters) - 1))

    left, right = pairs(one), pairs(other)
    shared = sum((left & right).values())
    return 2 * shared >= 0.5 * (sum(left.values()) + sum(right.values()))
