"""What editors send: which tag they saw, what they decide, and whom they mean."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User

from entities import review
from entities.assigning import reviewers
from entities.models import Actor, ArticleReview, Interaction, Kind, Tag

# The longest in the development half of gold/ has 165 characters; a speech is no quote.
MOST_QUOTED = 3000
NO_KIND = [("", "as it is known")]


class TargetForm(forms.Form):
    """Whom an editor means: an actor, an entry of the knowledge file, or a name.

    `new` asks for a new actor of that name even where others bear it; `kind` is then its kind.
    """

    to = forms.CharField(max_length=300, required=False)
    actor = forms.ModelChoiceField(Actor.objects.current(), required=False)
    entry = forms.CharField(max_length=400, required=False)
    kind = forms.ChoiceField(choices=[*NO_KIND, *Kind.choices], required=False)
    new = forms.BooleanField(required=False)
    note = forms.CharField(max_length=1000, required=False)
    version = forms.IntegerField(min_value=1)


class DecideForm(TargetForm):
    """A verb on a tag as it was seen: `seen` is the decision in force on it, if any was."""

    VERBS = (
        ("confirm", "confirm"),
        ("reject", "reject"),
        ("relink", "relink"),
        ("retype", "change the kind"),
        ("second look", "ask for a second look"),
        ("span", "give it other words"),
    )

    verb = forms.ChoiceField(choices=VERBS)
    seen = forms.IntegerField(required=False, min_value=1)
    seen_kind = forms.ChoiceField(choices=Kind.choices)
    words = forms.CharField(max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verb = cleaned.get("verb")
        if verb == "retype" and not cleaned.get("kind"):
            self.add_error("kind", "Choose a kind.")
        named = cleaned.get("to") or cleaned.get("actor") or cleaned.get("entry")
        if verb == "relink" and not named:
            self.add_error("to", "Say who it is: the name of another actor.")
        if verb == "span" and not cleaned.get("words"):
            self.add_error("words", "Say which words of the text stand for it.")
        return cleaned

    def tag(self, article: int, actor: int) -> Tag:
        """The tag as the editor saw it, for a verb of entities.review."""
        return review.as_seen(
            article=article,
            version=self.cleaned_data["version"],
            actor=actor,
            kind=self.cleaned_data["seen_kind"],
            decision=self.cleaned_data["seen"],
        )


class RestForm(forms.Form):
    """Which text was seen when all that is left is confirmed (`review.confirm_rest`)."""

    version = forms.IntegerField(min_value=1)


class AddForm(TargetForm):
    """Words of the text that stand for an actor, who is called so unless `to` says otherwise."""

    words = forms.CharField(
        max_length=300,
        label="Words",
        help_text="Exactly as they stand in the text; every occurrence is tagged.",
    )
    to = forms.CharField(
        max_length=300,
        required=False,
        label="Actor",
        help_text="Left empty, the actor is called as the words say.",
    )
    kind = forms.ChoiceField(
        choices=[*NO_KIND, *Kind.choices],
        required=False,
        label="Kind",
        help_text="For an actor that is not known yet.",
    )


class AddToldForm(forms.Form):
    """Words of the text that tell something; `nth`: which of the places where they stand."""

    MOST_PLACES: ClassVar = 10_000

    version = forms.IntegerField(min_value=1)
    nth = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        label="Which of them",
        help_text="Where they stand several times: 1 for the first.",
    )


def _somebody(**said: Any) -> Any:
    gone = {"invalid_choice": "Choose again who it is: that actor is not there any more."}
    messages = {"required": "Choose two actors who are tagged here.", **gone}
    return forms.ModelChoiceField(Actor.objects.current(), error_messages=messages, **said)


class AddQuoteForm(AddToldForm):
    """Words that somebody says; nobody of the article without a `speaker`."""

    words = forms.CharField(
        max_length=MOST_QUOTED,
        label="Words",
        help_text="Exactly as they stand in one paragraph.",
        error_messages={"required": "Say which words of the text are the quote."},
    )
    speaker = _somebody(required=False, label="Who says it")


class AddInteractionForm(AddToldForm):
    """Words that tell who deals with whom; `by`: who says so, where it is not told as a fact."""

    words = forms.CharField(
        max_length=300,
        label="Words",
        help_text="Those that tell it, exactly as they stand.",
        error_messages={"required": "Say which words of the text tell it."},
    )
    source = _somebody(label="Who acts")
    kind = forms.ChoiceField(
        choices=[("", "choose"), *Interaction.Kind.choices],
        label="How",
        error_messages={"required": "Choose how they deal with each other."},
    )
    target = _somebody(label="Towards whom")
    modality = forms.ChoiceField(choices=Interaction.Modality.choices, label="Told")
    by = _somebody(required=False, label="Who says so")


class PlaceForm(forms.Form):
    """Where in the queue an editor is: at this priority and article; `behind`: whence they come."""

    at = forms.FloatField(required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    behind = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class ToldForm(forms.Form):
    """A verb on a quote or an interaction as it was seen (`told.token_of`).

    `actor` or `to`, the name of one, is who speaks; nobody without either. `source` and `target`
    are names too; left empty, a side or the kind stays.
    """

    VERBS: ClassVar = {
        "quote": ("confirm", "reject", "second look", "speaker"),
        "interaction": ("confirm", "reject", "second look", "reverse", "change"),
    }

    verb = forms.ChoiceField()
    token = forms.CharField(max_length=300)
    actor = forms.ModelChoiceField(Actor.objects.current(), required=False)
    to = forms.CharField(max_length=300, required=False)
    source = forms.CharField(max_length=300, required=False)
    target = forms.CharField(max_length=300, required=False)
    kind = forms.ChoiceField(choices=[("", "as it is"), *Interaction.Kind.choices], required=False)
    note = forms.CharField(max_length=1000, required=False)

    def __init__(self, data: Any, *, sort: str) -> None:
        super().__init__(data)
        verbs = forms.ChoiceField(choices=[(verb, verb) for verb in self.VERBS[sort]])
        self.fields["verb"] = verbs


class AssignForm(forms.Form):
    """Articles of the queue for an editor; for nobody, to take them back."""

    article = forms.ModelMultipleChoiceField(
        ArticleReview.objects.all(),
        error_messages={"required": "Choose the articles to assign."},
    )
    editor = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="nobody", label="Assign to"
    )
    note = forms.CharField(max_length=1000, required=False, label="Note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editors: Any = self.fields["editor"]
        editors.queryset = reviewers()


class KeysForm(forms.Form):
    """Whether single letters act on the desk."""

    single_keys = forms.BooleanField(required=False)


class JudgeForm(forms.Form):
    """Of each of some actors whether it is tagged rightly; all must be answered."""

    ANSWERS = (("right", "right"), ("wrong", "wrong"))

    def __init__(self, *args: Any, actors: Sequence[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for actor in actors:
            self.fields[f"actor-{actor.pk}"] = forms.ChoiceField(
                choices=self.ANSWERS,
                widget=forms.RadioSelect,
                label=actor.name,
                error_messages={"required": "Say right or wrong."},
            )

    def clean(self) -> dict[str, Any]:
        if not self.fields:
            raise forms.ValidationError("There is no decided tag to judge any more.")
        return super().clean() or {}

    def judgements(self) -> dict[int, bool]:
        """The answers by actor. Only for a form that `is_valid()`."""
        return {
            int(name.removeprefix("actor-")): answer == "right"
            for name, answer in self.cleaned_data.items()
        }

    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields]
