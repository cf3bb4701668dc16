"""Sources, authors and sections are matched by a form without accents and punctuation.

Rows whose names are now one are merged into the oldest of them; beat has their articles moved.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations

# Not a copy: a later change of the form brings a migration like this one again.
from articles.matching import MOST_CHARACTERS, normalise_name

MODELS = ("Source", "Author", "Section")


def match_names(apps: Any, _schema_editor: Any) -> None:
    for name in MODELS:
        _rename(apps.get_model("articles", name), normalise_name)


def match_spellings(apps: Any, _schema_editor: Any) -> None:
    for name in MODELS:
        _rename(apps.get_model("articles", name), _as_before)


def _as_before(name: str) -> str:
    return " ".join(name.split()).casefold()[:MOST_CHARACTERS]


def _rename(model: Any, form_of: Callable[[str], str]) -> None:
    """Give every row its form; of several with one form the oldest that was not merged holds it."""
    holders: dict[str, Any] = {}
    forms: dict[int, str] = {}
    merged: dict[int, int] = {}
    rows = sorted(model.objects.all(), key=lambda row: (row.merged_into_id is not None, row.pk))
    for row in rows:
        form = form_of(row.name)
        holder = holders.setdefault(form, row)
        if holder is not row:
            # The form must be somebody's alone: no name leads to this row any more.
            form = f"{form[:150]} (merged, {row.pk})"
            if row.merged_into_id is None:
                merged[row.pk] = holder.pk
        forms[row.pk] = form
    changed = [row for row in rows if row.normalised_name != forms[row.pk]]
    # First out of each other's way.
    for final in (False, True):
        for row in changed:
            row.normalised_name = forms[row.pk] if final else f"(to be renamed, {row.pk})"
        model.objects.bulk_update(changed, ["normalised_name"], batch_size=1000)
    for gone, kept in merged.items():
        model.objects.filter(pk=gone).update(merged_into=kept)
        model.objects.filter(merged_into=gone).update(merged_into=kept)


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_acts_in_the_vector")]

    operations = [migrations.RunPython(match_names, match_spellings)]
