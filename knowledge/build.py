"""Builds the knowledge file that extraction reads, from source tables and the hand-made ones here.

    python -m knowledge.build TABLES

TABLES is the folder with people.csv, organisations.csv, countries.csv, places.csv, holidays.csv and
sources.csv. knowledge/README.md says where their values come from and under which licences. Only
rows of permissive sources are taken. Identifiers come from the tables alone: what is written by
hand has none. The same tables give the same file, byte for byte.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .people import people
from .rows import HAND, HERE, Row, Tables, plain
from .things import agencies, capitals, cities, countries, hand_actors, parties, regions

OUTPUT = HERE.parent / "entities" / "extraction" / "knowledge.json.gz"
# Births of a first name, and the share of one sex among them, from which it tells the sex.
NAME_BIRTHS = 2_000
NAME_SHARE = 0.9


def first_names(tables: Tables) -> dict[str, str]:
    """First names that tell the sex, "f" or "m": for "Mrs Thatcher" beside Denis Thatcher."""
    found = {}
    for row in tables.rows("first_names.csv"):
        girls, boys = int(row["us_female_births"] or 0), int(row["us_male_births"] or 0)
        if "SSA" not in row["source"] or girls + boys < NAME_BIRTHS:
            continue
        share = girls / (girls + boys)
        if share >= NAME_SHARE or share <= 1 - NAME_SHARE:
            found[row["name"].casefold()] = "f" if share >= NAME_SHARE else "m"
    return dict(sorted(found.items()))


def holidays(tables: Tables) -> list[str]:
    """A stop list: holidays of two words or more (one may be a name), and those by hand."""
    names = set()
    for row in tables.rows("holidays.csv"):
        words = row["name"].split()
        if tables.permissive(row["source"]) and 2 <= len(words) <= 5 and row["language"] == "en":
            names.add(row["name"])
    for line in (HERE / "hand" / "events.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names.add(line)
    return sorted(names)


def unique(rows: Iterable[Row]) -> list[Row]:
    """Rows by key; a later row with the key or the name and kind of an earlier one is dropped."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.key not in found:
            found[row.key] = row
    return list(found.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tables", type=Path, help="folder with the source tables")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    tables = Tables(options.tables)
    country_rows, demonyms = countries(tables)
    names = {row.country: row.name for row in country_rows}
    names["USA"], names["GBR"] = "the United States", "the United Kingdom"
    capital_rows = capitals(tables, names)
    towns = cities(tables, names, {row.key for row in capital_rows})
    # A region that shares its name with a city is left out: readers mean the city.
    town_names = {plain(n) for row in [*capital_rows, *towns] for n in (row.name, *row.aliases)}
    region_rows = [row for row in regions(tables, names) if plain(row.name) not in town_names]
    by_name = {plain(row.name): row for row in [*country_rows, *region_rows]}
    hand = []
    for row in hand_actors(names):
        twin = by_name.get(plain(row.name))
        if twin and row.kind == "place":
            twin.aliases.extend(row.aliases)
            twin.sources.append(HAND)
        else:
            hand.append(row)
    hand_names = {plain(name) for row in hand for name in (row.name, *row.aliases)}
    party_rows = [row for row in parties(tables, names) if plain(row.name) not in hand_names]
    agency_rows = [row for row in agencies(tables, names) if plain(row.name) not in hand_names]
    agency_rows = [
        row for row in agency_rows if not hand_names & {plain(alias) for alias in row.aliases}
    ]
    city_rows = [row for row in towns if plain(row.name) not in hand_names]
    rows = unique(
        [
            *country_rows,
            *capital_rows,
            *hand,
            *region_rows,
            *city_rows,
            *people(tables, names),
            *party_rows,
            *agency_rows,
        ]
    )
    lists = {
        "demonyms": dict(sorted(demonyms.items())),
        "events": holidays(tables),
        "first_names": first_names(tables),
    }
    write(options.output, rows, lists)
    counts = Counter(row.role for row in rows)
    print(f"{options.output.name}: {len(rows)} rows, {options.output.stat().st_size:,} bytes")  # noqa: T201
    print(", ".join(f"{count} {role}" for role, count in counts.most_common()))  # noqa: T201


def write(path: Path, rows: list[Row], lists: dict[str, Any]) -> None:
    """The file: sources and roles by number, one list a row, gzip without a time stamp."""
    sources = sorted({source for row in rows for source in row.sources})
    roles = sorted({row.role for row in rows})
    number = {source: at for at, source in enumerate(sources)}
    data: dict[str, Any] = {
        "sources": sources,
        "roles": roles,
        **lists,
        "entries": [
            [
                row.key,
                row.wikidata,
                row.name,
                row.kind,
                roles.index(row.role),
                row.description,
                row.country,
                row.aliases,
                row.offices,
                sorted({number[source] for source in row.sources}),
            ]
            for row in rows
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode())


if __name__ == "__main__":
    main()
