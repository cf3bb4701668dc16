"""The cues of a paragraph, each with the words that name its speaker and the actor they mean."""

from dataclasses import dataclass

from .cues import Cue, cues_in
from .phrases import Phrase
from .quotation import Stretch
from .quoted import BESIDE
from .speakers import speaker_of
from .story import HIDDEN, Story
from .subjects import subject_of

# Longer than any clause around a cue: what keeps a text without sentences from taking for ever.
CLAUSE = 600


@dataclass(frozen=True, slots=True)
class Telling:
    """A cue with the words that name its speaker and the actor they mean, if that is sure."""

    cue: Cue
    phrase: Phrase
    group: int | None
    why: str
    low: int
    high: int


def tellings_of(story: Story, low: int, high: int, stretches: list[Stretch]) -> list[Telling]:
    """The cues of a paragraph with their speakers, in order; the story learns who spoke last."""
    found = []
    passed = 0
    bound = low
    for cue in cues_in(story.told, low, high):
        while passed < len(stretches) and stretches[passed].end <= cue.start:
            bound = stretches[passed].end if _hidden(story, stretches[passed]) else bound
            passed += 1
        last = stretches[passed - 1] if passed else None
        following = stretches[passed] if passed < len(stretches) else None
        after_quote = last is not None and not story.told[last.end : cue.start].strip(" ,–—")
        begin = max(bound, story.sentence_start(cue.start), cue.start - CLAUSE)
        if last is not None and after_quote:
            begin = max(begin, last.end)
        stop = min(high, story.next_break(cue.end) or high, cue.end + CLAUSE)
        if following is not None and _hidden(story, following):
            stop = min(stop, following.start)
        phrase = subject_of(story, cue, begin, stop, after_quote=after_quote)
        if phrase is None:
            continue
        group, why = speaker_of(story, phrase)
        found.append(Telling(cue, phrase, group, why, begin, stop))
        if _tells(story, cue, last, following):
            story.speaker, story.spoke_at = group, cue.end
    return found


def _hidden(story: Story, stretch: Stretch) -> bool:
    return story.told[stretch.start] == HIDDEN


def _tells(story: Story, cue: Cue, last: Stretch | None, following: Stretch | None) -> bool:
    """Whether a cue is surely one: beside a quote, or with a clause of what is said."""
    if cue.lemma == "according":
        return False
    if story.told.startswith((" that ", ": "), cue.end):
        return True
    if following is not None and following.start - cue.end < BESIDE:
        return True
    return last is not None and cue.start - last.end < BESIDE
