"""What the archive says twice and differently: one small function a check.

A check walks what it looks at in ascending keys and yields, a bounded step at a time, how far it
has come and the lines it found there; called with that key it goes on behind it. `CHECKS` names
them all. entities.contradictions keeps the lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from entities.checks import links, names, posts, said
from entities.checks.lines import Line

Walker = Callable[[int], Iterator[tuple[int, list[Line]]]]


@dataclass(frozen=True, slots=True)
class Check:
    """`title` heads its lines, `about` says what is looked for, and what to do."""

    name: str
    title: str
    about: str
    walk: Walker


CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        Check(
            "one-alias",
            "One name, two actors",
            "Two actors of one kind, both in articles, bear the same name. Merge them if they are "
            "one, or withdraw the name from whom it is not.",
            names.one_alias,
        ),
        Check(
            "two-kinds",
            "One name, two kinds",
            "The same name stands for actors of two kinds: a person tagged as a place, perhaps. "
            "Change the kind of one and merge them, if they are one.",
            names.two_kinds,
        ),
        Check(
            "one-office",
            "One office, two holders",
            "Two people held the same post on the same days, by the knowledge file or by editors.",
            posts.two_holders,
        ),
        Check(
            "after-death",
            "A quote after a death",
            "An article quotes somebody, directly, who had died more than a month before. Another "
            "speaker, perhaps, or old words: then it is fine.",
            said.after_death,
        ),
        Check(
            "wrong-type",
            "Linked to another type",
            "The knowledge file has the Wikidata id under another kind than the actor.",
            links.wrong_type,
        ),
        Check(
            "no-tag",
            "A speaker without a tag",
            "A quote that readers see is said to be of somebody whom the article has no tag of.",
            said.speaker_without_tag,
        ),
        Check(
            "out-of-office",
            "A title outside its dates",
            "An article calls somebody by a post that they did not hold on its day, by more than a "
            "month: a namesake, perhaps, or a date that is wrong.",
            posts.outside_dates,
        ),
    )
}
