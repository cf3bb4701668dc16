"""Whom a post, a sort of body or a description means: the person or organisation named before.

the minister               the person of the story who has that title
Norway’s energy minister   also one whose full title comes a little later
the ministry               the body named last whose name holds the word
the farmer                 whom the text called so"""

import re
from collections.abc import Set

from .draft import Group
from .phrases import Phrase
from .story import Named, Story
from .titles import is_title_head
from .words import words_of

# Further back, somebody else is meant more often than not.
REACH = 1_500
NEAR = 600
# A title is told once, often at the start of a long story.
_FAR = 6_000
# "the spokesman, Ivo Brandt" and "Jan Hollar, the head of the union".
_POST_BEFORE = re.compile(r"([\w-]+),\s$")
_POST_AFTER = re.compile(
    r",\s(?:(?:the|an?|his|her|its)\s)?((?:[\w’'-]+\s){0,3}?[\w-]+)(?=\s(?:of|for|at|to)\s|,)"
)
# "the 45-year-old" and "Jan Hollar, 45, a farmer from Bonn".
_AGED = re.compile(r"\b(\d{1,3})-year-old\b")
_DESCRIBED = re.compile(
    r"(?:,\s\d{1,3})?,\s(?:an?|the|who\sis\san?)\s(?:[\w’'-]+\s){0,3}?[\w-]+"
    r"(?=\s(?:of|for|at|from|in|who|and)\s|,)"
)
_OWNER = re.compile(r"^.*['’]s?\s")
_LEADERS = words_of("president premier chancellor king queen leader chairman prime ruler chief")
_ENVOYS = words_of("ambassador envoy consul minister negotiator")
WIDER: dict[str, Set[str]] = {
    "leader": _LEADERS,
    "diplomat": _ENVOYS,
    "envoy": _ENVOYS,
    "premier": {"premier", "prime"},
}
# An actor's place among the groups, and why it was chosen.
Found = tuple[int | None, str]
NOBODY: Found = (None, "")


def described(story: Story, phrase: Phrase) -> Found:
    """The person named before who is told to be that old or to be such a one: "the farmer"."""
    age = _AGED.search(phrase.words)
    for named in reversed(story.within(max(0, phrase.start - REACH), phrase.start)):
        if story.groups[named.group].kind != "person":
            continue
        beside = story.told[named.end : named.end + 90]
        if age and re.match(rf",\s{age[1]}\b", beside):
            return named.group, f"is {age[1]}"
        post = _DESCRIBED.match(beside)
        if post and phrase.head in post.group().casefold().split():
            return named.group, f"is said to be “{phrase.head}”"
    return NOBODY


def titled(story: Story, phrase: Phrase) -> Found:
    """The person named before who has the title: of several, the one named last."""
    wanted = WIDER.get(phrase.head, frozenset({phrase.head}))
    words = phrase.words.casefold().split()
    prime = "prime" in words or phrase.head == "premier"
    country = country_of(story, phrase)
    best: Named | None = None
    for named in reversed(story.within(max(0, phrase.start - _FAR), phrase.start)):
        if best is not None:
            break
        group = story.groups[named.group]
        if group.kind != "person":
            continue
        for title in (*_titles(story, group), *_posts_beside(story, named)):
            own = title.casefold().replace("-", " ").split()
            if wanted.isdisjoint(own) or (prime and "prime" not in own and "premier" not in own):
                continue
            if country and country not in _countries(story, group, title):
                continue
            best = named
    if best is None:
        return _named_later(story, phrase, country)
    return best.group, f"has the title “{phrase.head}”"


def _named_later(story: Story, phrase: Phrase, country: str) -> Found:
    """The person whom "Norway’s energy minister" means when only a later sentence names him.

    His title must have every word of the phrase, and the country be the same.
    """
    if not country:
        return NOBODY
    modifiers = set(_OWNER.sub("", phrase.words.casefold()).split()) - {"the", phrase.head}
    for named in story.within(phrase.end, phrase.end + NEAR):
        group = story.groups[named.group]
        for title in _titles(story, group) if group.kind == "person" else ():
            own = set(title.casefold().split())
            asked = {word for word in modifiers if word not in own}
            asked -= {word.casefold() for word in story.document.knowledge.demonyms}
            if phrase.head in own and not asked and country in _countries(story, group, title):
                return named.group, f"has the title “{phrase.head}”, named later"
    return NOBODY


def _titles(story: Story, group: Group) -> list[str]:
    titles = [span.title for span in group.spans if span.title]
    day = story.document.date
    if group.entry and day:
        titles += [office.title for office in group.entry.offices if office.held_on(day)]
    return titles


def _posts_beside(story: Story, named: Named) -> list[str]:
    """What a mention is said to be, set off by commas."""
    before = _POST_BEFORE.search(story.told, max(0, named.start - 30), named.start)
    after = _POST_AFTER.match(story.told, named.end, named.end + 60)
    return [match[1] for match in (before, after) if match and is_title_head(match[1].split()[-1])]


def country_of(story: Story, phrase: Phrase) -> str:
    """The country that the words of a nominal name: "the Russian leader"."""
    for word in phrase.words.split():
        if country := story.document.knowledge.demonyms.get(word):
            return country.country
    if phrase.of is not None:
        entry = story.groups[phrase.of].entry
        if entry is not None and entry.kind == "country":
            return entry.country
    return ""


def _countries(story: Story, group: Group, title: str) -> set[str]:
    knowledge = story.document.knowledge
    found = {group.entry.country} if group.entry else set()
    for word in re.findall(r"[A-Z][\w-]+", title):
        if country := knowledge.demonyms.get(word):
            found.add(country.country)
        found.update(entry.country for entry in knowledge.named(word) if entry.kind == "country")
    return found


def _same_country(story: Story, group: Group, phrase: Phrase) -> bool:
    """Whether a body may be the one of "Norway’s news agency"."""
    country = country_of(story, phrase)
    return not country or (group.entry is not None and group.entry.country == country)


def organisation(story: Story, phrase: Phrase) -> Found:
    """The organisation named last before "the ministry", whose name holds that word."""
    for named in reversed(story.within(max(0, phrase.start - 2 * REACH), phrase.start)):
        group = story.groups[named.group]
        if group.kind != "organisation":
            continue
        if phrase.of is not None and not _same_country(story, group, phrase):
            continue
        names = {group.name, story.document.text[named.start : named.end]}
        if any(phrase.head in name.casefold().split() for name in names):
            return named.group, f"the {phrase.head} named last"
    return NOBODY
