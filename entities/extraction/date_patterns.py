"""The forms a date takes in a story; `dates` reads each. Group "date" is what is found."""

import re

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("one", "two", "three", "four", "five", "six")

_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|"
    r"December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?!\w)"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\w|[.,:]\d|%)"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?!\w|[.,]\d|%|['’]s)"
_WHICH_YEAR = r",? (?:of )?(?P<which>last|this|next) year\b"
_ON_WEEKDAY = rf"(?:{_WEEKDAY},? (?:the )?)?"
_PERIOD = r"(?: (?:morning|afternoon|evening|night))"
# A feast is no Friday, "every Friday" no day.
_NOT_DAY = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "Black",
        "Good",
        "Bloody",
        "Easter",
        "Ash",
        "Palm",
        "Holy",
        "Super",
        "every",
        "each",
    )
)
_BEFORE_TIME = (
    r"\b(?i:in|since|until|till|by|from|of|during|after|before|through|throughout|early|late|mid)"
)
_COUNTED = (
    r"(?! (?:people|men|women|children|soldiers|troops|police|officers|workers|members|votes|homes|"
    r"houses|dollars|euros|pounds|miles|kilometres|kilometers|metres|meters|feet|tonnes|tons|acres|"
    r"hectares|jobs|cases|times|copies|hours|barrels|refugees|prisoners|civilians|residents|students|"
    r"companies|patients|deaths|per cent|percent|million|or so)\b)"
)

ISO = re.compile(r"(?<![\w-])(?P<date>\d{4}-\d\d-\d\d)(?![\w-])")
MONTH_DAY = re.compile(
    rf"\b(?P<date>{_ON_WEEKDAY}{_MONTH} {_DAY}(?:(?:,| of)? {_YEAR}|{_WHICH_YEAR})?)"
)
DAY_MONTH = re.compile(
    rf"(?<![\w.,:/])(?P<date>{_ON_WEEKDAY}{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR}|{_WHICH_YEAR})?)"
)
MONTH_OF_YEAR = re.compile(rf"\b(?P<date>{_MONTH}(?: of|,)? {_YEAR})")
MONTH = re.compile(rf"{_BEFORE_TIME}[ -](?P<date>{_MONTH}(?:{_WHICH_YEAR})?)")
WHICH_MONTH = re.compile(rf"\b(?P<date>(?P<which_month>last|this|next) {_MONTH})")
WEEKDAY = re.compile(
    rf"{_NOT_DAY}\b(?P<date>(?:(?P<which>(?i:last|next|this|coming|the previous|the following)) )?"
    rf"{_NOT_DAY}{_WEEKDAY}{_PERIOD}?)\b(?!-)"
)
RELATIVE_DAY = re.compile(
    r"\b(?P<date>(?i:the day before yesterday|yesterday|today|tonight|tomorrow|last night|"
    r"this (?:morning|afternoon|evening)))\b"
)
AGO = re.compile(
    rf"\b(?P<date>(?P<number>(?i:an?|{'|'.join(NUMBERS)})|\d) (?P<unit>day|week|year)s? "
    rf"(?P<way>ago|earlier|later))\b"
)
SAME_DAY = re.compile(
    r"\b(?P<date>(?i:(?:earlier|later|late|early) (?:on )?in the day|"
    r"(?:(?:earlier|later) (?:on )?)?(?:that|the same) (?:day|morning|afternoon|evening|night)))\b"
)
DAY_AFTER = re.compile(
    r"\b(?P<date>(?i:(?:the (?:next|following) (?:day|morning)|a day later)\b|"
    r"the day after(?=[.,;:)!?\n]|$)))"
)
DAY_BEFORE = re.compile(
    r"\b(?P<date>(?i:(?:the previous day|a day earlier)\b|"
    r"the (?:day|night|evening) before(?=[.,;:)!?\n]|$)))"
)
RELATIVE_PERIOD = re.compile(r"\b(?P<date>(?P<which>(?i:last|this|next)) (?P<unit>year|month))\b")
# "in 1995", "the 1995 election", "(1995", "between 1995 and 1999", "1995–1999".
YEAR = re.compile(
    rf"(?:{_BEFORE_TIME}[ -]|\b(?i:the|between) |\(|(?<=\b\d{{4}}[–-])|(?<=\b\d{{4}} and )"
    rf"|(?<=\b\d{{4}} to ))"
    rf"(?P<date>(?:1[5-9]|20)\d\d)(?!\w|[.,]\d|%|['’]s){_COUNTED}"
)
