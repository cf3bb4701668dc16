"""The upload form of chief editors."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator

from articles.importers.dates import EARLIEST, LATEST
from articles.services import Defaults
from articles.uploads import limit_mb


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
            f"Together at most {limit_mb()} MB."
        )

    def uploaded(self) -> list[UploadedFile]:
        return list(self.cleaned_data["file"])

    def defaults(self) -> Defaults:
        """What the uploader says of articles that do not say it themselves."""
        day = self.cleaned_data["published_on"]
        published_at = day and datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
        return Defaults(source=self.cleaned_data["source"].strip(), published_at=published_at)
