"""The picture of the dates of a search, in which a range can be picked.

Every bar is a link that narrows the search to its period. Without script a range takes two clicks:
`pick=from` makes every bar a place to begin, then `pick=to` one to end. The script
static/js/histogram.js takes both at once and follows the same kind of address.
"""

import datetime
import re
from dataclasses import dataclass

from articles.charts import YearChart, period_chart
from articles.periods import Period, Unit, period_around, period_of, periods
from articles.search import Answer, changed
from entities.narrowing import Parameters

# A picture of more years would be all gaps.
MOST_YEARS = 150
FROM, TO = "from", "to"
# What the script puts the days in place of.
FIRST, LAST = "FIRST", "LAST"
_DATES = re.compile(rf"(?<=[?&])(date_from|date_to)=({FIRST}|{LAST})(?=&|$)")


@dataclass(frozen=True, slots=True)
class Histogram:
    """`range_url` leads to a range when FIRST and LAST in it are replaced by days.

    `pick`: which end the bars choose, empty for neither. Of the other addresses those are empty
    that lead nowhere: `pick_url` begins to choose a range, `stop_url` leaves it, `all_url` takes
    all dates away.
    """

    chart: YearChart
    range_url: str
    pick: str
    pick_url: str
    stop_url: str
    all_url: str


def histogram(answer: Answer, parameters: Parameters, pick: str = "") -> Histogram | None:
    """The matches by the periods of their unit; None where there is nothing to choose."""
    columns = _columns(answer)
    dated = sum(count > 0 for count in columns.values())
    if not dated or len(columns) < 2:
        return None
    pick = pick if pick in (FROM, TO) else ""

    range_url = _href(parameters, date_from=FIRST, date_to=LAST)
    pattern = {
        FROM: _href(parameters, date_from=FIRST, pick=TO),
        TO: _href(parameters, date_to=LAST),
    }.get(pick, range_url)

    def address(period: Period) -> str:
        # What the bar counts: of a year that the search begins in, the days from there on.
        counted = period.within(answer.search.date_from, answer.search.date_to)
        # Addresses hold what was typed too: only the dates are put in.
        dates = {FIRST: counted.first, LAST: counted.last}
        return _DATES.sub(lambda date: f"{date[1]}={dates[date[2]]}", pattern)

    return Histogram(
        chart=period_chart(
            columns,
            unit=answer.unit,
            title=f"Articles by {answer.unit}{'' if answer.total.exact else ', estimated'}",
            undated=answer.undated.value,
            vague=answer.vague.value,
            href=address,
            width=450,
            height=90,
        ),
        range_url=range_url,
        pick=pick,
        pick_url=_href(parameters, pick=FROM) if dated > 1 and not pick else "",
        stop_url=_href(parameters) if pick else "",
        all_url=_href(parameters, date_from="", date_to="") if answer.search.has_dates else "",
    )


def _columns(answer: Answer) -> dict[Period, int]:
    """The periods that are drawn: those asked for, or from the first with articles to the last."""
    counts = {period_of(answer.unit, bar.key): bar.count.value for bar in answer.bars}
    if not counts:
        return {}
    first = min(period.first for period in counts)
    last = max(period.first for period in counts)
    if answer.unit is Unit.YEAR:
        earliest = datetime.date(max(first.year, last.year - MOST_YEARS + 1), 1, 1)
        first = max(first, earliest)
    else:
        first, last = answer.search.date_from or first, answer.search.date_to or last
    return {
        period: counts.get(period, 0)
        for period in periods(answer.unit, period_around(answer.unit, first).first, last)
    }


def _href(parameters: Parameters, *, pick: str = "", **changes: str) -> str:
    asked = changed({**parameters, "pick": [pick]}, {name: [day] for name, day in changes.items()})
    return f"?{asked}"
