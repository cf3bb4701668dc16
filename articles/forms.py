"""The forms of chief editors: an upload, and which columns of a table fill which fields."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator

from articles.importers.columns import FIELDS
from articles.importers.dates import EARLIEST, LATEST
from articles.importers.peeking import Table
from articles.services import Defaults
from articles.uploads import limit_mb

# What people call the fields; the others are called by their names.
FIELD_NAMES = {
    "body": "text",
    "published_at": "date of publication",
    "guid": "GUID",
    "url": "web address",
}
# More selects than that nobody fills in; columns beyond that fill no field are not shown.
MOST_COLUMNS = 200


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once. An empty one passes: the import says what is wrong with it."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        return [one(file, initial) for file in data] if data else one(None, initial) or []


class UploadForm(forms.Form):
    file = FilesField(
        label="Files",
        error_messages={"required": "Choose at least one file."},
    )
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=200,
        help_text="For articles that do not name their own.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "sources"}),
    )
    published_on = forms.DateField(
        label="Date of publication",
        required=False,
        help_text="For articles that do not name their own.",
        validators=[
            MinValueValidator(datetime.date(EARLIEST, 1, 1)),
            MaxValueValidator(datetime.date(LATEST, 12, 31)),
        ],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, refused: Sequence[str] = (), **kwargs: Any) -> None:
        """`refused` names the files that were beyond the size limit."""
        super().__init__(*args, **kwargs)
        self.refused = refused
        self.fields["file"].required = not refused
        self.fields["file"].help_text = (
            "Text, JSONL, CSV, HTML, RSS, Atom, ninjs, NewsML-G2, WordPress exports, or ZIP. "
            f"Together at most {limit_mb()} MB and {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files."
        )

    def uploaded(self) -> list[UploadedFile]:
        return list(self.cleaned_data["file"])

    def defaults(self) -> Defaults:
        """What the uploader says of articles that do not say it themselves."""
        day = self.cleaned_data["published_on"]
        published_at = day and datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
        return Defaults(source=self.cleaned_data["source"].strip(), published_at=published_at)


class ColumnsForm(forms.Form):
    """Which field each column of a table fills; what is guessed is chosen already."""

    def __init__(self, table: Table, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        likely_first = sorted(table.columns, key=lambda column: not column.field)
        shown = {column.name for column in likely_first[:MOST_COLUMNS]}
        self.columns = [column for column in table.columns if column.name in shown]
        self.left_out_count = len(table.columns) - len(self.columns)
        choices = [("", "not used"), *((field, FIELD_NAMES.get(field, field)) for field in FIELDS)]
        for number, column in enumerate(self.columns):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=column.name,
                choices=choices,
                required=False,
                initial=column.field,
                help_text=" · ".join(column.values),
            )

    def clean(self) -> dict[str, Any]:
        if "body" not in self.mapping().values():
            raise forms.ValidationError("Say which column holds the text of the articles.")
        return self.cleaned_data

    def mapping(self) -> dict[str, str]:
        """The field of each column, "" for those that fill none."""
        return {
            column.name: self.cleaned_data.get(f"column{number}", "")
            for number, column in enumerate(self.columns)
        }
