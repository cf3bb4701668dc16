"""Whether a date in a sentence lies ahead: "will meet on Friday", not "met on Friday"."""

import re
from typing import Literal

# How far back the verb of a date is looked for.
_REACH = 90
_AHEAD = re.compile(
    r"\b(?:will|shall|would|must|(?:is|are|be|was|were) (?:to|due|expected|scheduled|set|likely|"
    r"planned)|(?:has|have) until|plans?|intends?|hopes?|going to|scheduled|due|ahead of)\b"
    r"|['’]ll\b"
)
# What is done already, between the two, is what the date belongs to; "will be held" is not done.
_DONE = re.compile(
    r"(?<!\bbe )(?<!\bbeen )\b(?:\w{2,}ed|said|told|met|held|was|were|had|did|came|went|took|made|"
    r"gave|spoke|wrote|won|lost|began|left|fell|rose|saw|found|sent|brought|led|struck|fought|"
    r"broke|shot|put|says|has|have)\b"
)
_NOT_DONE = re.compile(r"\b(?:expected|scheduled|planned|need|indeed|proposed|supposed)\b")
_CLAUSE_END = re.compile(r"[.;:!?](?=\s)|\n|[”\"]")


# "On Friday …", "But in early May …".
_OPENING = 3
# A verb further before the date may not be its own: "agreed on visits around 15 August".
_BESIDE = 30
_LIMIT = re.compile(r"\b(?:until|till|by) $", re.IGNORECASE)

Tense = Literal["ahead", "past", "past far", "limit", "open"]


def tense_around(text: str, start: int, end: int) -> Tense:
    """What the sentence around a date tells of it: a plan, the past or neither.

    The words before it count, those after it only where it opens the sentence. "limit" where both
    may be meant: "gave them until Friday", "stayed until Friday"; "past far" where a verb in the
    past stands so far before it that it may not be its own.
    """
    clause = _CLAUSE_END.split(text[max(0, start - _REACH) : start])[-1]
    plans = list(_AHEAD.finditer(clause))
    done = _DONE.search(_NOT_DONE.sub("", clause[plans[-1].end() if plans else 0 :]))
    if plans and not done:
        return "ahead"
    if _LIMIT.search(clause):
        return "limit"
    if done:
        verbs = list(_DONE.finditer(clause))
        near = len(clause) - (verbs[-1].end() if verbs else 0) <= _BESIDE
        return "past" if near else "past far"
    if len(clause.split()) > _OPENING:
        return "open"
    rest = _NOT_DONE.sub("", _CLAUSE_END.split(text[end : end + _REACH], maxsplit=1)[0])
    plan, done = _AHEAD.search(rest), _DONE.search(rest)
    if plan and (done is None or plan.start() < done.start()):
        return "ahead"
    return "past" if done else "open"
