"""The many small parts of a picture of bars, which includes/_bars.html puts together.

Not templates themselves: a picture has thirty bars, and a row of the table behind it for each.
Numbers of a picture are written as SVG wants them, whatever the language.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.charts import Bar, YearChart
from articles.templatetags.archive import counted

register = template.Library()


@register.simple_tag
def chart_bars(chart: YearChart) -> SafeString:
    """The bars, each a link where it leads somewhere, and the labels below them."""
    return format_html_join(
        "", "{}{}", ((_bar(chart, bar), _label(chart, bar)) for bar in chart.bars)
    )


@register.simple_tag
def chart_rows(chart: YearChart) -> SafeString:
    """The same as rows of a table, but for periods without articles."""
    return format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="number">{}</td></tr>',
        (
            (
                format_html('<a href="{}">{}</a>', bar.href, bar.period.name)
                if bar.href
                else bar.period.name,
                counted(bar.count),
            )
            for bar in chart.bars
            if bar.count
        ),
    )


def _bar(chart: YearChart, bar: Bar) -> SafeString:
    name = f"{bar.period.name}: {counted(bar.count)} {chart.noun}{'' if bar.count == 1 else 's'}"
    drawn = SafeString()
    if bar.count:
        drawn = format_html(
            '<g><title>{}</title><rect class="chart-room" x="{}" y="0" width="{}" height="{}"/>'
            '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"/></g>',
            name,
            *map(str, (bar.x, bar.width, chart.base)),
            *map(str, (bar.bar_x, bar.bar_y, bar.bar_width, bar.bar_height)),
        )
    if not bar.href:
        return drawn
    return format_html(
        '<a href="{}" data-first="{}" data-last="{}" data-count="{}" aria-label="{}"{}>{}</a>',
        bar.href,
        bar.period.first.isoformat(),
        bar.period.last.isoformat(),
        str(bar.count),
        name,
        SafeString(' aria-current="true"') if bar.current else "",
        drawn,
    )


def _label(chart: YearChart, bar: Bar) -> SafeString:
    if not bar.label:
        return SafeString()
    return format_html(
        '<text{} x="{}" y="{}" dy="-5" text-anchor="middle" aria-hidden="true">{}</text>',
        SafeString(' class="chart-minor"') if bar.minor else "",
        str(bar.label_x),
        str(chart.height),
        bar.label,
    )
