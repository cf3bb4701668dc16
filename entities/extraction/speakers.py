"""Which actor the words that name a speaker mean.

he            the person who spoke last or whom the sentence before is about
his office    the office of that person
the minister  the person of the story who has that title
the letter    who sent it
"""

import re
from bisect import bisect_left
from dataclasses import replace

from .draft import Group
from .phrases import DOCUMENTS, ORGANISATIONS, Phrase
from .posts import NEAR, NOBODY, REACH, WIDER, Found, country_of, described, organisation, titled
from .story import HIDDEN, Story
from .subjects import clause_subject
from .titles import is_title_head
from .words import longest_first, words_of

# Earlier mentions of a letter that are asked who sent it.
_MENTIONS = 3
# He … He … He: sentences that are followed back to a name.
_CHAIN = 3
_ISSUES = re.compile(
    r"\b(?:sen[dt]s?|wrote|writes?|issue[sd]?|publish(?:es|ed)?|released?|sign(?:s|ed)?|posted|"
    r"made|makes?|gave|gives?|deliver(?:s|ed)?|read|put out|addressed|"
    r"adopt(?:s|ed)?|approve[sd]?|pass(?:es|ed)?|conclude[sd]?|present(?:s|ed)?|circulate[sd]?|"
    r"submit(?:s|ted)?|broadcasts?|unveil(?:s|ed)?)\b"
)
_BY = re.compile(
    r",?\s(?:(?:signed|sent|written|issued|published|released)\s)?(?:from|by)\s(?:the\s)?(?:[\w’'-]+\s){0,3}?"
)
# "by NASA Administrator Mike Griffin": the second of two is meant.
_POST_OF = re.compile(r"(?:['’]s)?\s(?:[A-Z][\w-]+\s){1,4}")
_POST_OFFICE = re.compile(r"[Tt]he (?:\w+ ){0,2}(\w+)(?=['’]s office$)")
_OWNER_BEFORE = re.compile(r"['’]s?\s(?:[\w-]+\s){0,2}$")
_IN_ONE = re.compile(r"\b[Ii]n (?:an?|the|his|her|its|their) (?:[\w-]+ ){0,2}$")
# Longer than "in his long letter": what keeps a search for the end of a stretch short.
_PHRASE = 80
_GOVERNING = words_of("government administration authorities army military")
_FEMALE = words_of("mrs ms miss lady queen princess madame congresswoman spokeswoman chairwoman")
_MALE = words_of("mr sir lord king prince congressman spokesman chairman")
_DOCUMENT = re.compile(rf"\b(?:{longest_first(DOCUMENTS)})\b", re.IGNORECASE)
_TOGETHER = re.compile(r"(?:the|all) (?:two|three|four)\b|both\b", re.IGNORECASE)


def speaker_of(story: Story, phrase: Phrase, *, depth: int = 0) -> Found:
    """The actor a phrase means, as far as the story makes it sure."""
    if phrase.how == "mention":
        return phrase.group, "named"
    if phrase.how == "pronoun":
        return _pronoun(story, phrase.head, phrase.start)
    if _TOGETHER.match(phrase.words):
        return _several(story, phrase.start, far=True)
    if phrase.head in DOCUMENTS:
        return _issuer(story, phrase, depth)
    if phrase.head == "office":
        return _office(story, phrase)
    if phrase.head.startswith("spokes"):
        return _spokesman(story, phrase)
    if phrase.definite and (is_title_head(phrase.head) or phrase.head in WIDER):
        return titled(story, phrase)
    if phrase.head in ORGANISATIONS and phrase.definite:
        found = organisation(story, phrase)
        return found if found[0] is not None else _government(story, phrase)
    if phrase.definite:
        return described(story, phrase)
    return NOBODY


def _government(story: Story, phrase: Phrase) -> Found:
    """The country of the story in whose name "the Karvenian government" speaks."""
    if phrase.head not in _GOVERNING:
        return NOBODY
    owner = phrase.of
    if owner is None and phrase.owner:
        owner = _pronoun(story, phrase.owner, phrase.start)[0]
    entry = None if owner is None else story.groups[owner].entry
    country = country_of(story, phrase) or (entry.country if entry else "")
    for at, group in enumerate(story.groups):
        if country and group.kind == "country" and group.entry and group.entry.country == country:
            return at, f"the {phrase.head} of {group.name}"
    return NOBODY


def fits(story: Story, group: int, pronoun: str) -> bool:
    """Whether a pronoun can mean an actor: by its kind, and by the sex of a first name or style."""
    actor = story.groups[group]
    if pronoun == "it":
        return actor.kind in ("organisation", "country")
    if pronoun == "they":
        return actor.kind == "organisation"
    if actor.kind != "person":
        return False
    sex = _sex(story, actor)
    return not sex or sex == ("m" if pronoun == "he" else "f")


def _sex(story: Story, actor: Group) -> str:
    for span in actor.spans:
        title = (span.title or "").casefold().replace(".", "").split()
        if _FEMALE.intersection(title):
            return "f"
        if _MALE.intersection(title):
            return "m"
    name = actor.entry.name if actor.entry else actor.name
    return story.document.knowledge.first_names.get(name.split()[0].casefold(), "")


def _pronoun(story: Story, word: str, at: int, depth: int = 0) -> Found:
    pronoun = {"his": "he", "her": "she", "their": "they", "its": "it"}.get(word, word)

    def first(start: int, end: int) -> int | None:
        named = story.within(start, end)
        return next((one.group for one in named if fits(story, one.group, pronoun)), None)

    begin = max(story.sentence_start(at), at - REACH)
    if (group := first(begin, at)) is not None:
        return group, f"“{word}”: named in the sentence"
    before = story.sentence_before(at)
    spoke = story.speaker is not None and fits(story, story.speaker, pronoun)
    if before is not None:
        if spoke and before[0] <= story.spoke_at:
            return story.speaker, f"“{word}”: spoke last"
        start = max(before[0], begin - REACH)
        subject = clause_subject(story, start, before[1])
        if subject is not None and subject.head == pronoun and depth < _CHAIN:
            return _pronoun(story, word, subject.start, depth + 1)
        if (group := first(start, before[1])) is not None:
            return group, f"“{word}”: first in the sentence before"
    if spoke and at - story.spoke_at <= REACH:
        return story.speaker, f"“{word}”: spoke last"
    if pronoun == "they":
        return _several(story, at)
    if pronoun == "it":
        # A text that the sentence before speaks of; else anything at all.
        return _text_before(story, at) if depth == 0 else NOBODY
    near = [one for one in story.within(max(0, at - NEAR), at) if fits(story, one.group, pronoun)]
    return (near[-1].group, f"“{word}”: named last") if near else NOBODY


def _several(story: Story, at: int, *, far: bool = False) -> Found:
    """The first of the people whom "they" or "the two" mean: whoever speaks for all is as right.

    `far` when "the two" may have been named some sentences before.
    """
    start = max(story.sentence_start(at), at - REACH)
    stretches = [(start, at)]
    for _ in range(_CHAIN if far else 1):
        before = story.sentence_before(stretches[-1][0])
        if before is None:
            break
        stretches.append(before)
    for low, high in stretches:
        people: list[int] = []
        for named in story.within(max(low, start - REACH), high):
            if story.groups[named.group].kind == "person" and named.group not in people:
                people.append(named.group)
        if len(people) > 1:
            return people[0], "the first of several"
    return NOBODY


def _text_before(story: Story, at: int) -> Found:
    """Who issued the text that the sentence before "it says" speaks of."""
    before = story.sentence_before(at)
    if before is None:
        return NOBODY
    for match in _DOCUMENT.finditer(story.told, max(before[0], at - REACH), before[1]):
        noun = match.group().casefold()
        phrase = Phrase(match.start(), match.end(), "nominal", None, noun, f"the {noun}")
        return _issuer(story, phrase, 0)
    return NOBODY


def _office(story: Story, phrase: Phrase) -> Found:
    """The office of a person when the story names it as an actor, else the person."""
    owner = phrase.of
    if owner is None and phrase.owner:
        owner = _pronoun(story, phrase.owner, phrase.start)[0]
    if owner is None and (post := _POST_OFFICE.search(phrase.words)):
        owner = titled(story, replace(phrase, head=post[1].casefold(), words=post[0]))[0]
    if owner is None:
        return NOBODY
    name = story.groups[owner].name
    return story.offices.get(name, owner), f"the office of {name}"


def _spokesman(story: Story, phrase: Phrase) -> Found:
    """The spokesman who was named before, else the organisation he speaks for."""
    if phrase.definite:
        found = titled(story, phrase)
        if found[0] is not None:
            return found
    owner = phrase.of
    if owner is None and phrase.owner:
        owner = _pronoun(story, phrase.owner, phrase.start)[0]
    if owner is not None and story.groups[owner].kind != "place":
        return owner, f"speaks for {story.groups[owner].name}"
    return _body_within(story, phrase)


def _body_within(story: Story, phrase: Phrase) -> Found:
    """The body named before of which "a navy spokesman" or "a ministry statement" tells."""
    for word in phrase.words.casefold().split()[:-1]:
        if word in ORGANISATIONS:
            return organisation(story, replace(phrase, head=word))
    return NOBODY


def _issuer(story: Story, phrase: Phrase, depth: int) -> Found:
    """Who sent the letter, issued the statement or gave the speech that is quoted."""
    kind = DOCUMENTS[phrase.head]
    if phrase.of is not None:
        return phrase.of, f"its {phrase.head}"
    if phrase.owner:
        return _pronoun(story, phrase.owner, phrase.start)
    if (issuer := _named_as_issuer(story, phrase.end)) is not None:
        story.issuers[kind] = issuer
        return issuer, "it is from"
    if not phrase.definite:
        found = (
            _who_issued(story, phrase.end - len(phrase.head), phrase.end) if not depth else NOBODY
        )
        found = found if found[0] is not None else _body_within(story, phrase)
        if found[0] is not None:
            story.issuers[kind] = found[0]
        return found
    if depth == 0:
        for start, end in _told_before(story, kind, phrase.start):
            found = story.issued.get(start, NOBODY)
            if start not in story.issued:
                found = story.issued[start] = _who_issued(story, start, end)
            if found[0] is not None:
                story.issuers[kind] = found[0]
                return found
    if kind in story.issuers:
        return story.issuers[kind], f"issued the {kind}"
    if kind == "statement" and story.speaker is not None and phrase.start - story.spoke_at < REACH:
        return story.speaker, "stated something last"
    return NOBODY


def _told_before(story: Story, kind: str, at: int) -> list[tuple[int, int]]:
    """Where the document was mentioned before, the nearest first."""
    if not story.documents:
        for match in _DOCUMENT.finditer(story.told):
            of_kind = story.documents.setdefault(DOCUMENTS[match.group().casefold()], [])
            of_kind.append(match.span())
    places = story.documents.get(kind, [])
    end = bisect_left(places, (at,))
    return [
        place for place in places[max(0, end - _MENTIONS) : end][::-1] if place[0] >= at - REACH
    ]


def _who_issued(story: Story, start: int, end: int) -> Found:
    begin = max(story.sentence_start(start), start - REACH)
    owner = _OWNER_BEFORE.search(story.told, max(begin, start - _PHRASE), start)
    if owner and (named := story.ending_at(owner.start())):
        return named.group, "its owner"
    if (issuer := _named_as_issuer(story, end)) is not None:
        return issuer, "it is from"
    if HIDDEN in story.told[begin:start]:
        begin += story.told[begin:start].rindex(HIDDEN) + 1
    begin = max(begin, start - NEAR)
    if _ISSUES.search(story.told, begin, start) or _IN_ONE.search(
        story.told, max(begin, start - _PHRASE), start
    ):
        subject = clause_subject(story, begin, start) or _after_comma(story, end)
        if subject is not None and subject.head not in DOCUMENTS:
            return speaker_of(story, subject, depth=1)
    return NOBODY


def _named_as_issuer(story: Story, end: int) -> int | None:
    """The actor of "a letter from Hollar", "the letter, signed by Hollar"."""
    named = story.within(end, end + 80)
    if not named or not _BY.fullmatch(story.told, end, named[0].start):
        return None
    for second in named[1:2]:
        if _POST_OF.fullmatch(story.told, named[0].end, second.start):
            return second.group
    return named[0].group


def _after_comma(story: Story, end: int) -> Phrase | None:
    """Finds Hollar in "In a letter to the council, Hollar said …"."""
    comma = story.told.find(",", end, end + 90)
    if comma < 0 or "\n" in story.told[end:comma]:
        return None
    return clause_subject(story, comma + 2, comma + 60)
