"""The verbs that tell whose words these are, and where they stand in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import WORD, words_of

# Right before or after a quote these make its subject the speaker.
_SAYING = words_of(
    """
    say tell add state claim write warn announce argue assert ask answer reply respond declare
    explain insist note observe remark recall reveal stress emphasise emphasize underline
    underscore reiterate repeat confirm deny acknowledge admit concede boast complain contend
    caution comment conclude continue counter exclaim disclose hint imply inform inquire interject
    joke lament maintain mention muse mutter object opine plead pledge predict promise proclaim
    pronounce propose protest quip read recount rebut recommend remind retort scream shout snap
    speculate suggest summarise summarize reaffirm reassert restate swear testify tweet urge vow
    whisper wonder yell post allege affirm assure attest appeal elaborate estimate report demand
    order quote agree believe reason cry enthuse chuckle laugh sigh venture
    stipulate intone grumble concur relate clarify
    """
)
# These speak of the quoted words: the quote has to follow, in the same sentence.
_NAMING = words_of(
    """
    call describe accuse condemn criticise criticize praise hail dismiss denounce blame express
    voice cite deplore welcome thank congratulate label brand dub characterise characterize refer
    speak talk reject defend
    """
)
# The commonest, a little likelier than any other that is as near.
COMMONEST = words_of("say tell add write ask state")
# Their plain form or plural is a noun at least as often as a verb.
_NOUNS = words_of(
    """
    state claim comment report note demand order promise protest quote answer remark joke object
    post counter charge pledge vow stress read caution hint appeal estimate brand label voice
    reply scream shout blame praise welcome hail reason cry laugh sigh venture
    """
)
_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "reading"),
    "swear": ("swears", "swore", "swearing"),
    "speak": ("speaks", "spoke", "speaking"),
}
_DOUBLED = words_of("admit quip snap dub refer rebut")
# Takes a clause with "that": what is said may stand without quotation marks.
CLAIMING = _SAYING - words_of(
    """
    ask inquire scream shout whisper wonder yell read order demand quote urge muse mutter tweet
    post continue appeal answer object elaborate interject cry laugh sigh chuckle venture intone
    enthuse grumble
    """
)
# Takes an object before "that": told the town that …
ADDRESSING = words_of("tell inform assure remind warn promise caution")
# Verbs that may stand before their subject: “…,” said the minister.
INVERTED = _SAYING - words_of("tell inform remind assure urge order read claim continue deny quote")


def _inflected(lemma: str) -> tuple[str, ...]:
    """The forms of a verb that can be a cue; a noun's form is none."""
    if lemma in _IRREGULAR:
        forms = _IRREGULAR[lemma]
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        forms = (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    else:
        stem = lemma[:-1] if lemma.endswith("e") else lemma
        stem = stem + stem[-1] if lemma in _DOUBLED else stem
        plural = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
        forms = (plural, stem + "ed", stem + "ing")
    return forms if lemma in _NOUNS else (lemma, *forms)


# "the reports", "its stated aim": after these a form is a noun or stands before one.
_NOUN_AFTER = words_of("the a an his its their our your these those no every each any")
# "of claims"; but "of calling".
_PREPOSITION = words_of("of in for from by with")


_LEMMAS = {form: lemma for lemma in _SAYING | _NAMING for form in _inflected(lemma)}


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb, or "according to", where it stands."""

    start: int
    end: int
    lemma: str
    word: str

    @property
    def naming(self) -> bool:
        """Whether only a quote that follows it can be meant."""
        return self.lemma in _NAMING

    @property
    def participle(self) -> bool:
        """Whether it hangs on another verb: "…, saying"."""
        return self.word.endswith("ing")


def cues_in(text: str, start: int, end: int) -> Iterator[Cue]:
    """Every cue of a stretch of text, in order."""
    for match in WORD.finditer(text, start, end):
        word = match.group().casefold()
        if word == "according" and text.startswith(" to ", match.end()):
            yield Cue(match.start(), match.end() + 3, "according", "according to")
        elif word in ("went", "goes") and text.startswith(" on", match.end()):
            yield Cue(match.start(), match.end() + 3, "continue", f"{match.group()} on")
        elif (lemma := _LEMMAS.get(word)) is not None and _is_verb(text, match):
            yield Cue(match.start(), match.end(), lemma, match.group())


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """Whether a form that can be a cue is one: no noun after an article, no part of a name."""
    at = match.start()
    before = text[max(0, at - 8) : at]
    if match.group()[0].isupper() and before[-1:] == " " and before[-2:-1].isalnum():
        # "the United States".
        return False
    last = before[:-1].rpartition(" ")[2].casefold() if before[-1:] == " " else ""
    if last in _NOUN_AFTER:
        return False
    return last not in _PREPOSITION or match.group().endswith("ing")
