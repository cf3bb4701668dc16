"""What each actor of a text is called by when its name is not repeated: "the Council"."""

from .draft import Document, Group
from .knowledge import Entry
from .memory import Actor, sex_of
from .scoring import actor_key
from .words import words_of

# What bodies and people are called by after their name.
BODIES = words_of(
    """
    council assembly senate congress parliament court commission ministry committee party union
    league alliance bank organisation organization agency government army house authority movement
    """
)
OFFICES = words_of(
    """
    president chancellor premier minister king queen prince ambassador secretary-general governor
    mayor pope general senator envoy spokesman spokeswoman chairman leader
    """
)
# What a body is called by for what it is.
_CALLED = {
    "armed group": words_of("movement group militia organisation organization"),
    "party": words_of("party movement"),
    "international body": words_of("organisation organization bloc alliance"),
    "armed force": words_of("army military"),
    "media": words_of("newspaper paper"),
}
_OF_A_STATE = (
    "armed force",
    "armed force branch",
    "ministry",
    "legislature",
    "intelligence agency",
)
_LEADING = words_of("president chancellor premier king queen leader")


def actor_of(document: Document, group: Group, known: set[str]) -> Actor:
    key, country = actor_key(group), ""
    if group.entry and group.entry.role == "capital":
        entry = document.knowledge.countries.get(group.entry.country)
        country = entry.key if entry and entry.key in known else ""
    nouns: set[str] = set()
    sex = of = ""
    role = group.entry.role if group.entry else ""
    home = document.knowledge.countries.get(group.entry.country if group.entry else "")
    if group.kind == "organisation":
        last = group.name.split()[-1].casefold()
        first = group.name.split(" of ")[0].split()[-1].casefold()
        nouns = ({last, first} & BODIES) | _CALLED.get(role, frozenset())
        if nouns & {"council", "assembly"}:
            nouns |= {"resolution", "text"}
        if role not in _OF_A_STATE:
            # A force or ministry without a row says whose it is in its evidence.
            owner = next((span.evidence["of"] for span in group.spans if "of" in span.evidence), "")
            home = next((e for e in document.knowledge.named(owner) if e.kind == "country"), None)
        of = home.key if home and home.key in known else ""
    elif group.kind == "person":
        sex = sex_of(document.knowledge, group.name)
        titles = " ".join([group.name.split()[0], *(span.title or "" for span in group.spans)])
        held = [group.name.split()[0], *(span.title or "" for span in group.spans)]
        if group.entry and document.date:
            held += [o.title for o in group.entry.offices if o.held_on(document.date)]
        nouns = set().union(*map(_nouns_of, held))
        home = home or _home(document, titles)
        of = home.key if home and home.key in known else ""
        if role == "leader" or nouns & _LEADING:
            nouns.add("leader")
    return Actor(key, group.kind, sex, of, country, frozenset(nouns))


def _nouns_of(title: str) -> set[str]:
    """What somebody with a title is called: a vice president is no president."""
    words = title.casefold().replace("-president", " president").split()
    if {"vice", "deputy"} & set(words):
        return set()
    return (set(words) & OFFICES) | ({"premier"} if "prime" in words else set())


def _home(document: Document, titles: str) -> Entry | None:
    """The country of a title: "Norwegian Prime Minister", "ambassador of Norway"."""
    return next(filter(None, map(document.knowledge.demonyms.get, titles.split())), None)


def sole_holders(actors: dict[str, Actor]) -> dict[tuple[str, str], str]:
    """Whom "the Norwegian president" means where the text has one, by noun and country."""
    held: dict[tuple[str, str], list[str]] = {}
    for actor in actors.values():
        for noun in actor.nouns if actor.of and actor.kind == "person" else ():
            held.setdefault((noun, actor.of), []).append(actor.key)
    return {post: keys[0] for post, keys in held.items() if len(keys) == 1}
