"""Countries, places and organisations of the knowledge file."""

import re
import sys
import unicodedata
from collections import defaultdict

from .rows import EXISTED, HAND, LATIN, Row, Tables, hand_rows, plain, similar, slug, split

# Codes the tables leave empty, by the name of the row.
CODES_BY_NAME = {
    "Kosovo": "XKX",
    "Soviet Union": "SUN",
    "East Germany": "DDR",
    "Yugoslavia": "YUG",
    "Czechoslovakia": "CSK",
    "Zaire": "ZAR",
}
# Dependencies whose names mean something else in most news.
SKIPPED_COUNTRIES = {"JEY", "IOT", "UMI", "ATA", "HMD", "BVT"}

CITY_PEOPLE = 200_000
# Cantons are called like their towns, and news means the town.
SKIPPED_REGIONS = {"CHE"}


def countries(tables: Tables) -> tuple[list[Row], dict[str, str]]:
    """Countries and their capitals; names and QIDs of the table, the rest by hand."""
    found: dict[str, Row] = {}
    spare: dict[str, tuple[str, list[str]]] = {}
    for record in tables.rows("countries.csv"):
        sources = tables.permissive(record["source"])
        code = record["iso3"] or CODES_BY_NAME.get(record["name"], "")
        # A QID in this table never comes from the share-alike source, which has none; a row of that
        # source alone is left out.
        if not sources or code in SKIPPED_COUNTRIES:
            continue
        if not code:
            spare[record["name"]] = (record["qid"], sources)
            continue
        found[code] = Row(
            key=record["qid"] or f"kb:{slug(record['name'])}",
            wikidata=record["qid"] or None,
            name=record["name"],
            kind="country",
            role="country",
            country=code,
            description="country",
            sources=sources,
        )
    for row in found.values():
        if not row.wikidata and row.name in spare:
            row.wikidata, more = spare[row.name]
            row.key = row.wikidata
            row.sources = [*row.sources, *more]
    demonyms: dict[str, str] = {}
    for hand in hand_rows("countries.csv"):
        code = hand["iso3"]
        if code not in found:
            sys.exit(f"countries.csv has no row for {code}, which hand/countries.csv names")
        row = found[code]
        row.aliases = [name for name in split(hand["other names"]) if name != row.name]
        row.sources.append(HAND)
        for word in split(hand["adjectives and peoples"]):
            if demonyms.setdefault(word, code) != code:
                sys.exit(f"{word} is given to two countries: {demonyms[word]} and {code}")
    sovereign = {hand["iso3"] for hand in hand_rows("countries.csv")}
    for code, row in found.items():
        if code not in sovereign:
            row.kind, row.role, row.description = "place", "region", "territory"
    for code in ("SUN", "DDR", "YUG", "CSK", "ZAR"):
        found[code].description = "former country"
    return list(found.values()), demonyms


def capitals(tables: Tables, names: dict[str, str]) -> list[Row]:
    """One row a capital: its QID from the cities of that country, if exactly one has the name."""
    cities: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in tables.rows("places.csv"):
        if row["kind"] == "city" and row["qid"] and tables.permissive(row["source"]):
            cities[row["country_iso3"], plain(row["name"])].append(row)
    found = []
    for hand in hand_rows("countries.csv"):
        forms = split(hand["capital"])
        if not forms:
            continue
        code = hand["iso3"]
        # Several forms are spellings of one city, or what people call the seat; the first counts.
        hits = next((h for form in forms if (h := cities.get((code, plain(form))))), [])
        best = hits[0] if len({row["qid"] for row in hits}) == 1 else None
        found.append(
            Row(
                key=best["qid"] if best else f"kb:{slug(forms[0])}",
                wikidata=best["qid"] if best else None,
                name=best["name"] if best else forms[0],
                kind="place",
                role="capital",
                country=code,
                description=f"capital of {names[code]}",
                aliases=[form for form in forms if not best or form != best["name"]],
                sources=[*(tables.permissive(best["source"]) if best else []), HAND],
            )
        )
    return found


def hand_actors(names: dict[str, str]) -> list[Row]:
    """Seats of power, armed forces, bodies, media and regions: common knowledge, no identifiers."""
    return [
        Row(
            key=f"kb:{slug(row['name'])}",
            wikidata=None,
            name=row["name"],
            kind=row["kind"],
            role=row["role"],
            country=row["iso3"],
            description=row["role"] + (f", {names[row['iso3']]}" if row["iso3"] else ""),
            aliases=split(row["other names"]),
            sources=[HAND],
        )
        for row in hand_rows("actors.csv")
    ]


def parties(tables: Tables, names: dict[str, str]) -> list[Row]:
    """Parties and movements with a QID; aliases only where they are spellings or acronyms.

    The event dictionary joined to some rows lists leaders and cover names as aliases, so an alias
    of such a row must look like a spelling of the name.
    """
    found = []
    for row in tables.rows("organisations.csv"):
        if row["kind"] != "party" or not row["qid"] or not LATIN.match(row["name"]):
            continue
        sources = tables.permissive(row["source"])
        if not sources:
            continue
        joined = "petrarch" in row["source"]
        aliases = [
            alias
            for alias in split(row["aliases"])
            if LATIN.match(alias)
            and len(alias) > 2
            and plain(alias) != plain(row["name"])
            and (not joined or similar(alias, row["name"]))
        ]
        if len(row["acronym"]) > 2 and row["acronym"].isupper():
            aliases.append(row["acronym"])
        where = names.get(row["country_iso3"], "")
        found.append(
            Row(
                key=row["qid"],
                wikidata=row["qid"],
                name=row["name"],
                kind="organisation",
                role="party",
                country=row["country_iso3"],
                description="party or movement" + (f", {where}" if where else ""),
                aliases=list(dict.fromkeys(aliases))[:6],
                # When it existed, in the form of a post, so that dates rule out namesakes.
                offices=[(EXISTED, row["country_iso3"], row["from"], row["to"])]
                if row["from"]
                else [],
                sources=sources,
            )
        )
    return found


def agencies(tables: Tables, names: dict[str, str]) -> list[Row]:
    """News agencies of the table that the hand-made file does not have, and cities' own names."""
    found = []
    for row in tables.rows("organisations.csv"):
        if row["kind"] != "media (news agency)":
            continue
        sources = tables.permissive(row["source"])
        if not sources:
            continue
        aliases = [a for a in [*split(row["aliases"]), row["acronym"]] if a and a != row["name"]]
        found.append(
            Row(
                key=f"kb:{slug(row['name'])}",
                wikidata=None,
                name=re.sub(r" \([A-Z]{2}\)$", "", row["name"]),
                kind="organisation",
                role="media",
                country=row["country_iso3"],
                description="news agency",
                aliases=list(dict.fromkeys(aliases)),
                sources=sources,
            )
        )
    return found


def cities(tables: Tables, names: dict[str, str], taken: set[str]) -> list[Row]:
    """Cities of CITY_PEOPLE and more, under their own name only (the aliases are noisy)."""
    found = []
    for row in tables.rows("places.csv"):
        if row["kind"] != "city" or not row["qid"] or row["qid"] in taken:
            continue
        sources = tables.permissive(row["source"])
        if not sources or int(row["population"] or 0) < CITY_PEOPLE or not LATIN.match(row["name"]):
            continue
        aliases = ["New York"] if row["name"] == "New York City" else []
        ascii_name = unicodedata.normalize("NFKD", row["name"]).encode("ascii", "ignore").decode()
        if ascii_name != row["name"] and ascii_name.isascii():
            aliases.append(ascii_name)
        where = names.get(row["country_iso3"], "")
        found.append(
            Row(
                key=row["qid"],
                wikidata=row["qid"],
                name=row["name"],
                kind="place",
                role="city",
                country=row["country_iso3"],
                description="city" + (f", {where}" if where else ""),
                aliases=aliases,
                sources=sources,
            )
        )
    return found


def regions(tables: Tables, names: dict[str, str]) -> list[Row]:
    """States and provinces with a QID; "Georgia (USA)" goes by its bare name too."""
    found = []
    for row in tables.rows("places.csv"):
        sources = tables.permissive(row["source"])
        first_level = row["kind"].startswith("region (first-level") and "-" in row["admin1_or_code"]
        if row["country_iso3"] in SKIPPED_REGIONS:
            continue
        if not first_level or not row["qid"] or not sources or not LATIN.match(row["name"]):
            continue
        if "(Occupied" in row["name"]:
            continue
        bare = re.sub(r" \(.*\)$", "", row["name"])
        where = names.get(row["country_iso3"], "")
        found.append(
            Row(
                key=row["qid"],
                wikidata=row["qid"],
                name=row["name"],
                kind="place",
                role="region",
                country=row["country_iso3"],
                description="region" + (f", {where}" if where else ""),
                aliases=[bare] if bare != row["name"] else [],
                sources=sources,
            )
        )
    return found
