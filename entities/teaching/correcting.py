"""An editor who corrects the tags of an article to match those a desk gave it, by the real verbs.

The tags are matched first by name and kind, then by name, then by any name that the actor is known
by, then a person by surname. What matches is confirmed, or else relinked or retyped; what is wanted
and not there is added on words of the text; the rest is rejected. Where no words name a wanted
country, the places in it that the desk does not want stand for it. Any other wanted tag that no
words stand for cannot be added by anybody: it is counted as out of reach.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.models import User

from articles.models import Article
from entities import review
from entities.anchoring import find
from entities.extraction.knowledge import normalise
from entities.knowing import knowledge
from entities.models import Actor, Decision, Mention, Tag
from entities.suggesting import actor_of_entry, exactly
from entities.teaching.keys import CONFIRM_REST, REJECT, RETYPE, TAKE, keys_to_add, keys_to_relink
from entities.teaching.lines import Key, WantedTag

Verb = Decision.Verb


@dataclass(slots=True)
class Work:
    """What an editor did: decisions by verb, and the keys they took."""

    decisions: Counter[str] = field(default_factory=Counter)
    keys: int = 0
    out_of_reach: int = 0

    def add(self, other: "Work") -> None:
        self.decisions += other.decisions
        self.keys += other.keys
        self.out_of_reach += other.out_of_reach


def correct(article: Article, wanted: Sequence[WantedTag], editor: User) -> Work:
    """Decide on every tag of an article, and add what is missing."""
    desk = _Desk(article, editor)
    tags = desk.tags()
    matched = _matched(wanted, tags, desk.names(tags))
    for want, tag in matched.items():
        desk.make(tag, want)
        if tag.held_back:
            desk.take(tag.actor_id)
    unnamed = [want for want in wanted if want not in matched and not desk.add(want)]
    kept = {tag.key for tag in wanted}
    for want in unnamed:
        if not desk.stand_in(want, kept):
            desk.work.out_of_reach += 1
    for tag in desk.unwanted(kept):
        desk.decide(Verb.REJECT, review.reject, tag, REJECT)
    rest = desk.open_tags()
    for tag in rest:
        desk.decide(Verb.CONFIRM, review.confirm, tag, 0)
    desk.work.keys += CONFIRM_REST if rest else 0
    return desk.work


class _Desk:
    """One article on the desk of one editor, and the work done on it."""

    def __init__(self, article: Article, editor: User) -> None:
        self.article = article
        self.editor = editor
        self.work = Work()

    def tags(self) -> list[Tag]:
        return list(
            Tag.objects.filter(article=self.article)
            .select_related("article", "actor")
            .order_by("pk")
        )

    def open_tags(self) -> list[Tag]:
        return [tag for tag in self.tags() if tag.status == "suggested" and not tag.held_back]

    def names(self, tags: Iterable[Tag]) -> dict[int, set[str]]:
        """What each actor is known by: in the knowledge file, in the archive, in this text."""
        names = {tag.actor_id: {normalise(tag.actor.name)} for tag in tags}
        for tag in tags:
            if entry := knowledge().entries.get(tag.actor.key or ""):
                names[tag.actor_id] |= {normalise(name) for name in (entry.name, *entry.aliases)}
        said = Mention.objects.filter(article=self.article, how="name")
        for actor, quote in said.values_list("actor", "quote"):
            names.setdefault(actor, set()).add(normalise(quote))
        return names

    def make(self, tag: Tag, want: WantedTag) -> None:
        """Make a tag what is wanted: nothing, another kind, or another actor."""
        same_name = normalise(tag.actor.name) == normalise(want.name)
        if same_name and tag.actor.kind == want.kind:
            return
        there = _actor(want)
        if same_name and there is None and not _was_right(tag.actor):
            self._do(Verb.RETYPE, lambda: review.retype(tag, want.kind, editor=self.editor), RETYPE)
            return
        self._relink(tag, want, there)

    def take(self, actor: int) -> None:
        """Confirm what was held back, if it is still only that."""
        for tag in self.tags():
            if tag.actor_id == actor and tag.held_back:
                self.decide(Verb.CONFIRM, review.confirm, tag, TAKE)

    def unwanted(self, kept: set[Key]) -> list[Tag]:
        return [
            tag
            for tag in self.open_tags()
            if (normalise(tag.actor.name), tag.actor.kind) not in kept
        ]

    def stand_in(self, want: WantedTag, kept: set[Key]) -> bool:
        """Relink the unwanted places of a country to it; False when there are none."""
        code = _country_codes().get(want.key[0])
        entries = knowledge().entries
        places = [
            tag
            for tag in self.unwanted(kept)
            if (entry := entries.get(tag.actor.key or ""))
            and (entry.kind, entry.country) == ("place", code)
        ]
        for tag in places:
            self._relink(tag, want, _actor(want))
        return bool(places)

    def add(self, want: WantedTag) -> bool:
        """Add a tag on the first of its names that stands in the text; False when none does."""
        words = next(filter(None, map(self._words, _forms(want))), "")
        if not words:
            return False
        there = _actor(want)
        keys = keys_to_add(want, there)
        to = there or review.actor_named(want.name, want.kind)
        seen = self.article.version_number
        self._do(
            Verb.ADD,
            lambda: review.add(self.article, words, to, editor=self.editor, seen_version=seen),
            keys,
        )
        return True

    def _relink(self, tag: Tag, want: WantedTag, there: Actor | None) -> None:
        keys = keys_to_relink(want, there)
        to = there or review.actor_named(want.name, want.kind)
        self._do(Verb.RELINK, lambda: review.relink(tag, to, editor=self.editor), keys)

    def decide(self, verb: str, act: Callable[..., Decision], tag: Tag, keys: int) -> None:
        self._do(verb, lambda: act(tag, editor=self.editor), keys)

    def _do(self, verb: str, act: Callable[[], Decision], keys: int) -> None:
        try:
            act()
        except review.ReviewError:
            return  # an earlier decision on the same words has done it, or has taken them
        self.work.decisions[verb] += 1
        self.work.keys += keys

    def _words(self, form: str) -> str:
        """The form as it stands in the text, in whatever case; empty when it does not."""
        body = self.article.body
        if next(find(form, body), None):
            return form
        at = body.casefold().find(form.casefold())
        typed = body[at : at + len(form)] if at >= 0 else ""
        return typed if typed.strip() and next(find(typed, body), None) else ""


def _matched(
    wanted: Sequence[WantedTag], tags: Sequence[Tag], names: dict[int, set[str]]
) -> dict[WantedTag, Tag]:
    """Which tag is which wanted one, the surest first; each at most once."""
    found: dict[WantedTag, Tag] = {}
    left = {tag.pk: tag for tag in tags if tag.status != Tag.Status.REJECTED}

    def is_it(tag: Tag, want: WantedTag) -> tuple[bool, ...]:
        name, kind = want.key
        own, known = normalise(tag.actor.name), names[tag.actor_id]
        plain = name.replace("-", " ")
        surname = kind == tag.actor.kind == "person" and own.split()[-1:] == plain.split()[-1:]
        return (
            own == name and tag.actor.kind == kind,
            own == name,
            plain in known and tag.actor.kind == kind,
            plain in known,
            surname,
        )

    for rank in range(5):
        for want in wanted:
            if want in found:
                continue
            for tag in left.values():
                if is_it(tag, want)[rank]:
                    found[want] = left.pop(tag.pk)
                    break
    return found


def _actor(want: WantedTag) -> Actor | None:
    """The actor that is shown by the wanted name and kind, in the archive or the knowledge file."""
    for option in exactly(want.name):
        if (normalise(option.name), option.kind) == want.key:
            if option.actor:
                return Actor.objects.get(pk=option.actor)
            return actor_of_entry(option.entry)
    return None


def _was_right(actor: Actor) -> bool:
    """Whether an editor confirmed the actor elsewhere, with the kind it has."""
    return Tag.objects.filter(actor=actor, status=Tag.Status.CONFIRMED).exists()


def _forms(want: WantedTag) -> list[str]:
    """Words by which a text may name what is wanted: its name, the names known, the surname."""
    plain = want.name.replace("-", " ")
    forms = [want.name, plain]
    for entry in knowledge().named(plain):
        if entry.kind == want.kind or {entry.kind, want.kind} == {"country", "place"}:
            forms += [entry.name, *entry.aliases]
    if want.kind == "person" and len(plain.split()) > 1:
        forms.append(plain.split()[-1])
    return list(dict.fromkeys(forms))


@cache
def _country_codes() -> dict[str, str]:
    """The codes of countries by all their names."""
    return {
        normalise(name): code
        for code, entry in knowledge().countries.items()
        for name in (entry.name, *entry.aliases)
    }
