"""People of the knowledge file: who belongs in, under which names, in which posts."""

import re
from collections import Counter, defaultdict

from .rows import HAND, KNOWN, LATIN, Row, Tables, hand_rows, plain, slug, split

# Posts that make a person's name known outside their country.
LEADER = re.compile(
    r"^(?:(?:Acting |Interim )?(?:State )?President(?: of (?!the (?:Senate|Province|Chamber|Court"
    r"|National Assembly|House|Supreme|Parliament|Legislat|Federal|Regional|Council|Government of)"
    r").*)?|Prime Minister(?: of .*)?|Acting Prime Minister"
    r"|(?:Federal )?Chancellor(?: of (?:Germany|Austria).*)?"
    r"|Taoiseach|Premier(?: of the (?:People|State|Executive).*)?|King|Queen|Emperor|Emir|Sultan"
    r"|Pope|King of .*|Queen of .*|Monarch.*|Supreme Leader.*"
    r"|Secretary-General of the United Nations"
    r"|President of the (?:United States|Russian Federation|Republic)"
    r"|President of the European (?:Commission|Council)"
    r"|General Secretary of the (?:Chinese Communist Party|Communist Party.*))$"
)
MINISTER = re.compile(
    r"\b(?:Minister|Secretary of State"
    r"|Secretary of (?:Defen[cs]e|the Treasury|Homeland Security|Energy|Commerce)"
    r"|Vice President|Deputy Prime Minister|Attorney General|National Security"
    r"|Chancellor of the Exchequer|High Representative"
    r"|Chief of (?:the )?(?:General|Defen[cs]e) Staff"
    r"|Permanent Representative|Director of the CIA|Secretary-General)\b"
)
ENVOY = re.compile(r"\b(?:Ambassador|Permanent Representative)\b")
AMBASSADOR = re.compile(r"\bAmbassador\b")
LEGISLATOR = re.compile(
    r"^(?:Member of|Teachta|Federal deputy|Knesset member|People's Deputy|Senator"
    r"|United States (?:senator|representative)|State deputy|Substitute member"
    r"|Councillor|Deputy(?: of|$))",
    re.IGNORECASE,
)
PHOENIX_OFFICE = re.compile(r"^(government|former/other elite) \(Phoenix [A-Z]{3}(?:GOV|ELI)\)$")
OFFICE = re.compile(
    r"^(?P<title>.*?)(?: \((?P<country>[A-Z]{3})?\))?@(?P<start>[\d-]*)\.\.(?P<end>[\d-]*)$"
)
HONORIFICS = re.compile(
    r"^(?:(?:Ayatollah|Hojatolislam|Sayyed|Sayyid|Sheikh|Shaykh|General|Gen\.?|President|Prince|King"
    r"|Crown Prince|Queen|Haji|Mullah|Dr\.?|Sir|Lord|Colonel|Col\.?|Pope)\s+)+(?=\S+\s+\S+)"
)
NOT_A_NAME = re.compile(
    r"\b(?:Administration|Government|Former|Gov\.?|Govenor|Governor|Leader|President|Minister|Secretary"
    r"|General|King|Queen|Prince|Senator|Sen\.?|Soviet|Foreign|Mr|Mrs|Dr|Ambassador|Chancellor|Judge|Bundeskanzler"
    r"|Spokesman|Regime|Team|Office)\b",
    re.IGNORECASE,
)
OPEN_END = "…"


def people(tables: Tables, names: dict[str, str]) -> list[Row]:
    """Leaders, ministers and envoys with their dated posts; older leaders without a QID as well."""
    found: list[Row] = []
    older: list[Row] = []
    known: dict[str, list[Row]] = defaultdict(list)
    for record in tables.rows("people.csv"):
        if not LATIN.match(record["name"]) or len(record["name"].split()) < 2:
            continue
        row = person(tables, record, names)
        if row is None:
            continue
        if row.wikidata:
            found.append(row)
            for form in {plain(name) for name in (row.name, *row.aliases)}:
                known[form].append(row)
        else:
            older.append(row)
    seen: set[str] = set()
    by_hand = {row["name"]: row for row in hand_rows("people.csv")}
    # The shortest name first: "Boris Yeltsin" is the row, "Boris N. Yeltsin" the repetition.
    for row in sorted(older, key=lambda row: (len(row.name.split()), row.name)):
        if note := by_hand.get(row.name):
            row.country, row.description = note["iso3"], note["description"]
            row.sources.append(HAND)
        forms = {plain(name) for name in (row.name, *row.aliases)}
        forms |= {re.sub(r" [a-z](?= )", "", form) for form in forms}
        twins = {twin.key: twin for form in forms for twin in known.get(form, ())}
        # The dictionary repeats people that another source already gives with a QID, sometimes
        # without their country; a second row would only make the name ambiguous.
        if any(not row.country or twin.country == row.country for twin in twins.values()):
            continue
        if row.key in seen or forms & seen:
            continue
        seen.update({row.key, *forms})
        found.append(row)
    return found


def person(tables: Tables, record: dict[str, str], names: dict[str, str]) -> Row | None:
    """The row of one person, or None when no post of theirs belongs into the file."""
    sources = tables.permissive(record["source"])
    if not sources:
        return None
    offices: list[tuple[str, str, str, str]] = []
    roles: Counter[str] = Counter()
    for text in split(record["offices"]):
        match = OFFICE.match(text)
        if not match:
            continue
        title, country = match["title"], match["country"] or ""
        if PHOENIX_OFFICE.match(title):
            if title.startswith("former"):
                roles["elite"] += 1
                offices.append((KNOWN, country, match["start"], match["end"]))
                continue
            roles["government"] += 1
            title = "government"
        elif "(Phoenix" in title or LEGISLATOR.match(title):
            continue
        elif LEADER.match(title):
            roles["leader"] += 1
        elif MINISTER.search(title):
            roles["minister"] += 1
        elif AMBASSADOR.search(title):
            roles["ambassador"] += 1
        else:
            roles["other"] += 1
        offices.append((title, country, match["start"], match["end"]))
    offices.sort(key=lambda office: office[2])
    aliases = person_aliases(record)
    qid = record["qid"] or None
    if qid:
        role = next((role for role in ("leader", "minister", "ambassador") if roles[role]), "")
        if not role and roles["government"]:
            role = "minister"
        if not role:
            return None
    else:
        # Without a QID only those the dictionary follows over decades, or whom it gives no post at
        # all: a handful of heads of the Soviet Union and Russia.
        if not (roles["elite"] and roles["government"]) and record["offices"]:
            return None
        role = "leader"
    name = HONORIFICS.sub("", record["name"])
    if not record["qid"] and record["aliases"]:
        name = shortest_full_name(name, aliases)
    return Row(
        key=qid or f"kb:{slug(name)}",
        wikidata=qid,
        name=name,
        kind="person",
        role=role,
        country=record["country_iso3"],
        description=describe(offices, names, record["country_iso3"], role),
        aliases=[alias for alias in aliases if alias != name],
        offices=offices,
        sources=sources,
    )


def person_aliases(record: dict[str, str]) -> list[str]:
    """Full names of at least two words: a lone surname is ambiguous and found by its index."""
    names = [HONORIFICS.sub("", record["name"]), *split(record["aliases"])]
    kept = [
        name
        for name in names
        if LATIN.match(name) and 2 <= len(name.split()) <= 5 and not NOT_A_NAME.search(name)
    ]
    return list(dict.fromkeys(kept))


def shortest_full_name(name: str, aliases: list[str]) -> str:
    """The usual form: the dictionary's head names carry patronymics and honorifics."""
    names = aliases if NOT_A_NAME.search(name) and aliases else [name, *aliases]
    return min(names, key=lambda form: (len(form.split()), -len(form)))


def describe(
    offices: list[tuple[str, str, str, str]], names: dict[str, str], country: str, role: str
) -> str:
    """One line on a person: the weightiest post, latest first, with its years."""

    def weight(office: tuple[str, str, str, str]) -> tuple[int, str]:
        title = office[0]
        rank = 3 if LEADER.match(title) else 2 if MINISTER.search(title) else 1
        return (0 if title == "government" else rank, office[2])

    offices = [office for office in offices if office[0] != KNOWN]
    if not offices:
        where = names.get(country, "")
        return f"political leader, {where}" if where else "political leader"
    title, code, start, end = max(offices, key=weight)
    where = names.get(code or country, "")
    if title == "government":
        title = "member of the government"
    own = LEADER.match(title) and " of " in title  # "President of Turkey"
    if where and where not in title and not own and " of the United" not in title:
        title = f"{title} ({where})" if ENVOY.search(title) else f"{title} of {where}"
    years = f"{start[:4]}–{end[:4] or OPEN_END}" if start else ""
    return f"{title} ({years})" if years else title
