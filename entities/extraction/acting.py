"""The words that tell a capital that acts from a place: what only people and governments do.

Read before the parse, by words alone: each function takes the words of the line before the capital
or after it and returns those that decide, or nothing.
"""

import re

from .words import longest_first, words_of

# Base forms whose subject is somebody.
_VERBS = words_of(
    """
    abstain accept accuse acknowledge agree aim announce answer apologise apologize appeal
    approve argue arrange ask assert assess assist assume assure attack attempt authorise
    authorize avoid back ban blame block boycott call cancel caution cease cede challenge cite
    claim commit complain conclude condemn confirm consider consult contend continue contribute
    cooperate counter criticise criticize curb cut decide declare decline defend delay demand
    denounce deny deplore deploy detain disagree disclose discuss dismiss dispatch dispute doubt
    drop embrace encourage endorse ensure envisage evacuate exclude expect expel explain express
    extend extradite favor favour fear finance fire fund grant guarantee guard hail halt help
    hesitate hint hope ignore impose inform insist intend interpret intervene invade invite
    invoke issue join justify label launch lift liken maintain mediate mobilise mobilize mull
    nationalise need negotiate nominate note notify object offer oppose order outlaw overlook
    partner persuade plan pledge point portray postpone prefer prepare present press pressure
    pretend proclaim prohibit promise propose protest provide provoke publish pull pursue push
    quarrel question ratify react reaffirm reassure rebuff rebuke recall reciprocate recognise
    recognize reconsider refuse regard regret reiterate reject relay release relent rely renew
    renounce repatriate repeat reply report request rescind resist respond restore restrict
    resume retaliate retract reveal reverse revoke rule sanction say scrap see seek seem sever
    side sign signal spurn stall stress strive submit suggest summon supply support suspect
    suspend sympathise sympathize tend terminate test thank threaten tolerate trade try turn
    underline undertake unveil urge veto view voice vow wait waive want warn weigh welcome wish
    withdraw withhold work worry yield
    """
)
_IRREGULAR = words_of(
    """
    said told sought saw withdrew withheld gave given gives give made makes make took takes take
    kept keeps keep sent sends send broke breaks break hit hits thinks think thought knows knew
    believes believe believed holds held tells tell puts put cuts let lets spoke speaks speak
    wrote writes write brought brings bring built builds bought buys chose chooses drew draws
    feels felt began begins fought fights forbade undertook undertaken gets got led leads left
    leaves lent meant means meets met paid pays sees shot stood stands struck strikes swore
    understood understands wants won wins
    """
)
# Places do these as well, or they are said of the team, the market or the town.
_NOT_ACTS = words_of(
    """
    be been become becoming remain remaining host hosting have having face facing lie lying stand
    standing burn burning grow growing fall falling celebrate celebrating see look feel boom
    suffer suffering experience witness mark sit sitting wake sleep play playing win winning lose
    losing beat score look looking rise house contain get getting happen
    """
)
_PASSIVE = words_of(
    """
    accused angered annoyed asked assured blamed briefed consulted criticised criticized condemned
    embarrassed forced furious infuriated informed invited irritated isolated notified offended
    persuaded pressed pressured rebuffed reassured required satisfied told tempted urged warned
    """
)
_STATES = words_of(
    """
    interested ready willing eager keen reluctant prepared determined concerned worried opposed
    committed unwilling adamant unhappy angry furious convinced wary cautious silent hostile
    supportive sceptical skeptical guilty responsible suspicious dismayed
    """
)
_MODALS = "will|would|must|should|may|might|can|could|did|does|do|cannot|to"
_ADVERBS = (
    r"(?:(?:also|now|not|never|later|then|still|already|yet|both|often|once|again|even|only|"
    r"reportedly|in turn|for its part|,? however,?|\w+ly) )"
)


def _forms(verb: str) -> set[str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    doubled = verb in ("ban", "plan", "cut", "drop", "scrap", "commit", "submit", "expel", "rebut")
    stem += stem[-1] if doubled else ""
    past = {stem + "ed", stem + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return {verb, plural, *past}


_FORMS = {form for verb in _VERBS for form in _forms(verb)}
_GERUNDS = {form for form in _FORMS if form.endswith("ing")}
_FINITE = _FORMS - _GERUNDS | _IRREGULAR
# "and the other capital", "which": what may stand between the capital and its verb.
_BETWEEN = r"(?: and (?:the )?[A-Z]\w+(?: [A-Z]\w+)?|,? which|, [^,;.\n]{3,40},)?"
_DOES = re.compile(
    rf"{_BETWEEN} {_ADVERBS}{{0,2}}(?P<verb>"
    rf"(?:{longest_first(_FINITE)})\b"
    rf"|(?:{_MODALS}) {_ADVERBS}{{0,2}}(?!(?:{longest_first(_NOT_ACTS)})\b)[a-z]{{2,}}\b(?! by\b)"
    rf"|(?:has|have|had) {_ADVERBS}{{0,2}}(?:yet to\b|(?:{longest_first(_FINITE)})\b)"
    rf"|(?:is|was|are|were|has been|have been|had been) {_ADVERBS}{{0,2}}"
    rf"(?!(?:{longest_first(_NOT_ACTS)})\b)(?:[a-z]{{3,}}ing\b"
    rf"|(?:{longest_first(_STATES | _PASSIVE)})\b|in talks\b)"
    rf"|(?:remains|remained|appears|appeared|seems|seemed|feels|felt) {_ADVERBS}?"
    rf"(?:{longest_first(_STATES)})\b)"
)
_DOING = re.compile(rf" {_ADVERBS}?(?P<verb>{longest_first(_GERUNDS)})\b(?! (?:its|their) way)")
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|into|outside|around|across|through|over|of|via|for|visited|visiting|"
    r"visits|visit|left|leaving|reached|toward|towards|inside|central|downtown|east|west|north|south|"
    r"greater|on|off|against|with|by) (?:the |both )?$",
    re.IGNORECASE,
)
# "interested in Moscow curbing": what comes before "in" takes an act, not a place.
_TAKES_ACT = re.compile(
    r"\b(?:interested|interest|result|resulted|succeed|succeeded|instead|prospect|possibility|risk|"
    r"idea|chance|danger|prevent|prevented|stop|stopped|keep|kept|accused|hopes) "
    r"(?:in|of|from|) ?$",
    re.IGNORECASE,
)
_BONDS = (
    r"(?:ties|relations|relationship|talks|tensions?|agreements?|deals?|treaty|treaties|dialogue|"
    r"co-?operation|contacts?|alliance|rift|dispute|row|negotiations|understanding|communication|truce|"
    r"ceasefire|rapprochement|pact|accords?|differences|links|feud|partnership|settlement|détente|"
    r"reconciliation|compromise|confrontation|conflict|quarrel|road ?map|"
    r"negotiate[ds]?|negotiating|allied|break)"
)
_RELATIONS = re.compile(
    rf"\b(?P<bond>{_BONDS})\b(?:[^.;\n]{{0,40}} between (?:[A-Z]\w+ and )?"
    r"|(?: \w+)? with (?:[A-Z]\w+ and )?)$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?P<words>(?:accus|blam|urg|ask|tell|told|warn|thank|press|pressur|criticis|criticiz|condemn|denounc|"
    r"persuad|convinc|inform|assur|reassur|notif|remind|rebuk|defi|anger|implor|infuriat|irritat|"
    r"provok|appeas|embarrass|isolat|approach|sanction|punish|challeng|alarm|allow|enabl|oblig|forc|caus|help|let|"
    r"trust|mistrust)(?:y|e|es|ed|ing|s|ies|ied)?"
    r"|(?:pressure|sanctions|demands?|leverage|calls?|curbs) (?:on|upon|against)"
    r"|(?:appeal|message|letter|note|offer|warning|signal|concessions?|aid|loans?|weapons|"
    r"ambassador|envoy|approach|policy|stance|attitude|loyal|hostile|close|closer|answer|reply|"
    r"proposal|ultimatum|support|gesture|threat) (?:to|towards?)"
    r"|(?:message|letter|note|offer|warning|signal|aid|support|help|permission|approval|assurances|"
    r"guarantees|pressure|delegation|demands?|objections|opposition|resistance|independence|orders|"
    r"instructions|answer|reply|response|backing|consent|protests?|word) from"
    r"|(?:pointed|points|appealed|wrote|complained|apologised|apologized|protested|"
    r"looked|signalled|listen) to"
    r"|(?:relied|rely|depend|depended) on"
    r"|(?:voted|votes?|signed|spoke|speaks?|speaking|negotiated) for"
    r"|(?:backed|supported|controlled|armed|financed|imposed|accepted|rejected|recognised|"
    r"recognized|sponsored|brokered|led) by)"
    r"(?: both)? (?:[A-Z]\w+ and )?$"
)
_BELONGING = re.compile(
    r"['’]s? (?:(?:own|new|first|latest|official|military|nuclear|foreign|diplomatic|long-standing|"
    r"political|main|closest) )?"
    r"(?P<owned>refusal|decisions?|plans?|policy|policies|forces|troops|army|navy|soldiers|position|"
    r"response|demands?|claims?|support|consent|offers?|proposals?|role|interests?|ally|allies|"
    r"influence|control|rule|authority|ambassador|envoys?|negotiators?|delegation|intentions?|abstention|conditions?|direction|"
    r"leaders?|leadership|government|accusations?|objections?|opposition|insistence|stance|attitude|"
    r"concerns?|fears?|hopes?|promises?|pledge|threats?|commitments?|willingness|reluctance|efforts?|"
    r"attempts?|intervention|invasion|annexation|withdrawal|recognition|backing|aid|sanctions|"
    r"message|letter|answer|reply|reaction|silence|word|view|version|diplomacy|diplomats?|"
    r"obligations?|compliance|behaviour|actions?|aggression|arsenal|missiles|nuclear)\b"
)


def does(after: str) -> str | None:
    """The verb of a capital that is its subject: "Moscow", "said"."""
    match = _DOES.match(after)
    return match["verb"] if match else None


def doing(line: str, after: str) -> str | None:
    """What a capital is said to be doing: "interested in" Moscow "curbing"."""
    match = _DOING.match(after)
    if match and (_TAKES_ACT.search(line) or not _PLACE_BEFORE.search(line)):
        return match["verb"]
    return None


def belonging(after: str) -> str | None:
    """What only a government has: Kiev's "refusal"."""
    match = _BELONGING.match(after)
    return match["owned"] if match else None


def relations_before(line: str) -> str | None:
    """What joins a capital to another: "relations with" Buenos Aires."""
    match = _RELATIONS.search(line)
    return f"{match['bond']} with" if match else None


def asked_before(line: str) -> str | None:
    """What is done to somebody, not to a place: "blamed" Washington, "ambassador to" Tripoli."""
    match = _ASKED.search(line)
    return match["words"] if match else None


def place_before(line: str) -> bool:
    """Whether the words before make it a place: "in" Moscow."""
    return _PLACE_BEFORE.search(line) is not None
