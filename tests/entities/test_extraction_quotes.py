"""Whose words are quoted: one behaviour a text, all people and places invented."""

import pytest

from entities.extraction import Quote
from tests.entities.quotations import Case, answers, cases
from tests.entities.reading import read

STORY = (
    "Mayor Mira Castellane opened the bridge in Halden with Jan Hollar, the head of the Karvenian "
    "Rail Workers Union.\n"
)
MAYOR, HOLLAR = "Mira Castellane", "Jan Hollar"
UNION = "Karvenian Rail Workers Union"


def quotes(text: str, *, direct: bool = True) -> list[tuple[str, str | None]]:
    """The quotes of a text after STORY, each with the name of its speaker."""
    found = read(STORY + text)
    names = {actor.key: actor.name for actor in found.actors}
    return [
        (quote.text, names[quote.speaker] if quote.speaker else None)
        for quote in found.quotes
        if quote.direct == direct
    ]


def speakers(text: str) -> list[str | None]:
    return [speaker for _, speaker in quotes(text)]


def only(text: str) -> Quote:
    (quote,) = read(STORY + text).quotes
    return quote


def test_a_quote_takes_in_its_marks_and_tells_cue_and_speaker_span() -> None:
    text = "“The bridge is safe and open,” Castellane said."
    quote = only(text)
    whole = STORY + text
    assert whole[quote.start : quote.end] == quote.text == "“The bridge is safe and open,”"
    assert quote.speaker_span is not None
    assert whole[slice(*quote.speaker_span)] == "Castellane"
    assert quote.cue == "said"
    assert quote.evidence["speaker"].startswith("named (score ")


@pytest.mark.parametrize(
    "marked",
    [
        "“The bridge is safe and open,”",
        '"The bridge is safe and open,"',
        "‘The bridge is safe and open,’",
        "'The bridge is safe and open,'",
        "“The bridge is ‘safe’ and open,”",
        "‘The bridge is “safe” and the ministers’ talks don’t matter,’",
        "'The bridge is safe and they don't want to close it,'",
        "“The “old” bridge is open,”",
    ],
)
def test_marks_of_every_kind_pair_and_apostrophes_do_not(marked: str) -> None:
    assert quotes(f"{marked} Castellane told reporters.") == [(marked, MAYOR)]


@pytest.mark.parametrize(
    "text",
    [
        "The ministers’ talks were the mayor’s idea in the ’90s and the workers’ own.",
        "It is a 6\" pipe and a 5\" nail in the mayor's yard, and the workers' too.",
        "“The bridge is open, it seems, and Castellane crossed it.",
        "The bridge is open,” it seems, and Castellane crossed it.",
    ],
)
def test_apostrophes_inches_and_lonely_marks_are_no_quotes(text: str) -> None:
    assert quotes(text) == []


def test_a_lonely_mark_does_not_swallow_the_next_quote() -> None:
    text = "“The bridge is safe, Castellane said. “It will stay open for all,” she added."
    assert quotes(text) == [("“It will stay open for all,”", MAYOR)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“The bridge is safe for all,” Castellane said.", MAYOR),
        ("“The bridge is safe for all,” said Castellane, who was elected in May.", MAYOR),
        ("“Is the bridge safe for all?” Hollar asked. Castellane was silent.", HOLLAR),
        ("Hollar told Castellane: “The bridge is not safe.”", HOLLAR),
        ("Hollar said of Castellane that “she never crossed it on foot.”", HOLLAR),
        ("Hollar, 45, who has led the union since 2001, said, “Nobody wants that.”", HOLLAR),
        ("“The bridge is old and tired,” the head of the union, Jan Hollar, said.", HOLLAR),
        ("Asked about the strike, Hollar replied: “It is over and done with.”", HOLLAR),
        ("According to Castellane, “the bridge is as safe as a house.”", MAYOR),
        ("“The bridge is old and tired,” Hollar was quoted as saying on Monday.", HOLLAR),
        ("Hollar came out and said that “the bridge is not safe at all.”", HOLLAR),
        ("Hollar left the room, saying that “the bridge is not safe at all.”", HOLLAR),
        ("Castellane called the strike “a shame for all of Halden” and left.", MAYOR),
        ("Castellane was blunt: “The bridge is going to stay where it is.”", MAYOR),
        ("Hollar: “The strike is over. Go home to your families.”", HOLLAR),
        ("“The bridge is old,” said a spokesman for the Karvenian Rail Workers Union.", UNION),
    ],
)
def test_the_cue_that_fits_best_gives_the_speaker(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


def test_words_split_around_the_cue_have_one_speaker() -> None:
    text = "“The bridge is very safe,” Hollar said, “and it will stay open. It must.”"
    assert quotes(text) == [
        ("“The bridge is very safe,”", HOLLAR),
        ("“and it will stay open. It must.”", HOLLAR),
    ]


def test_a_sentence_quoted_after_the_cue_goes_on_with_its_speaker() -> None:
    text = "“The bridge is very safe,” Hollar said. “We will look after it.” Castellane left."
    assert speakers(text) == [HOLLAR, HOLLAR]


def test_the_next_cue_has_the_next_quote() -> None:
    text = "“Is it really safe?” Hollar asked. “It is as safe as can be,” Castellane answered."
    assert speakers(text) == [HOLLAR, MAYOR]


def test_an_unclosed_quote_goes_on_in_the_next_paragraph() -> None:
    first, second = "“The bridge is safe and it will stay open.", "“We look after it.”"
    assert quotes(f"Castellane said: {first}\n\n{second}") == [(first, MAYOR), (second, MAYOR)]
    assert quotes(f"{first}\n{second[:-2]},” Castellane said.")[0] == (first, MAYOR)


def test_a_paragraph_that_is_all_quote_goes_on_with_the_speaker() -> None:
    text = "“I love the old bridge,” Castellane said.\n“It will be here when I am not.”"
    assert speakers(text) == [MAYOR, MAYOR]


def test_a_fragment_without_a_cue_is_from_whoever_is_quoted_around_it() -> None:
    text = (
        "“The bridge is safe for all,” the union said.\n"
        "Hollar also “thanked the town and every one of its workers.”"
    )
    assert speakers(text) == [UNION, UNION]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Hollar shook his head. “The bridge is not safe,” he said.", HOLLAR),
        ("Castellane met Hollar. “The bridge is not safe,” she said.", MAYOR),
        ("Castellane met Hollar at noon. “The bridge is not safe,” he said.", HOLLAR),
        ("“The bridge is safe,” the mayor said.", MAYOR),
        ("The mayor’s office said in a statement that “nothing has been decided yet.”", MAYOR),
        ("“The bridge must close at once,” the union said.", UNION),
        ("The union protested on Monday. “The bridge must close at once,” it said.", UNION),
        ("Hollar sent a letter to Castellane. “The bridge must close,” the letter reads.", HOLLAR),
        ("In a statement, the union refused. “The bridge must close,” the statement said.", UNION),
        ("A letter from Hollar arrived. The letter says: “The bridge must close.”", HOLLAR),
        ("The letter, signed by Hollar, said: “The bridge is ours and not yours.”", HOLLAR),
    ],
)
def test_words_for_a_speaker_mean_somebody_of_the_story(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


def test_he_is_followed_back_over_sentences_that_start_with_he() -> None:
    text = (
        "Hollar came to Halden on Monday. Later he telephoned Robert Kessler, who was abroad. "
        "He told the union that it had won."
    )
    assert quotes(text, direct=False) == [("it had won", HOLLAR)]


def test_of_several_who_say_it_together_the_first_is_the_speaker() -> None:
    text = "Jan Hollar, Robert Kessler and Ivo Brandt said that “the bridge must go at once.”"
    assert speakers(text) == [HOLLAR]


@pytest.mark.parametrize("together", ["they", "the two", "the two leaders"])
def test_of_two_who_are_not_named_the_first_is_the_speaker(together: str) -> None:
    text = f"Robert Kessler met Jan Hollar. “The bridge must go at once,” {together} said."
    assert speakers(text) == ["Robert Kessler"]


def test_it_says_may_be_the_text_that_somebody_adopted() -> None:
    text = (
        "The union adopted a resolution on Monday. Nobody voted against the resolution. "
        "It says that the bridge is “a danger to all of us”."
    )
    assert speakers(text) == [UNION]


def test_it_is_no_organisation_that_the_sentence_before_does_not_name() -> None:
    text = "The text has nine points. It says that the bridge is “a danger to all of us”."
    assert speakers(text) == [None]


def test_a_missive_is_the_letter_quoted_before() -> None:
    text = (
        "Hollar sent a letter to Castellane. “The bridge must close,” the letter reads.\n"
        "“It will fall on our heads,” the missive added."
    )
    assert speakers(text) == [HOLLAR, HOLLAR]


def test_the_spokesman_is_the_one_who_was_named() -> None:
    text = (
        "Castellane’s spokesman, Ivo Brandt, said: “She is not going to resign today.” "
        "The spokesman added that “she has no time for that.”"
    )
    assert speakers(text) == ["Ivo Brandt", "Ivo Brandt"]


@pytest.mark.parametrize(
    "speaker", ["one resident", "a senior official", "a police officer", "officials in Halden"]
)
def test_somebody_unnamed_stays_nobody_with_their_words(speaker: str) -> None:
    quote = only(f"“The bridge is safe and sound,” {speaker} said.")
    assert quote.speaker is None
    assert quote.speaker_span is not None


def test_a_quote_at_the_start_without_a_cue_has_no_speaker() -> None:
    found = read("“The bridge is safe and sound.” That was the word in the town of Halden.")
    assert [quote.speaker for quote in found.quotes] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "The film is called “The Long Road to Halden”, and Castellane said it was good.",
        "Hollar wrote a book, “Under the Bridges of Halden”, and said it would sell.",
        "The so-called “green” plan is dead.",
        "Hollar said it was “unacceptable”.",
        "The word “no” is short.",
        "They marked it “…” and left.",
    ],
)
def test_titles_and_words_held_at_a_distance_are_no_quotes(text: str) -> None:
    assert quotes(text) == []


def test_one_word_that_somebody_says_is_a_quote() -> None:
    assert quotes("“No,” said Hollar.") == [("“No,”", HOLLAR)]
    text = "“We have had enough of it,” Hollar said, looking around in the hall. “Enough.”"
    assert quotes(text)[1:] == [("“Enough.”", HOLLAR)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hollar claimed that the bridge was not safe.", "the bridge was not safe"),
        ("Hollar said on Monday that the bridge was not safe.", "the bridge was not safe"),
        ("Hollar told the town in a letter that it must act.", "it must act"),
        ("Hollar told the town, in a letter on Monday, that it must act.", "it must act"),
        ("Hollar said the bridge was not safe.", "the bridge was not safe"),
        ("Hollar denied that the bridge was safe, adding more.", "the bridge was safe"),
        ("The bridge is not safe, Hollar said on Monday.", "The bridge is not safe"),
        ("The bridge is not safe, according to Hollar.", "The bridge is not safe"),
        ("According to Hollar, the bridge is not safe.", "the bridge is not safe"),
    ],
)
def test_what_is_said_without_marks_is_an_indirect_quote(text: str, said: str) -> None:
    assert quotes(text, direct=False) == [(said, HOLLAR)]


@pytest.mark.parametrize(
    "text",
    [
        "Hollar added two seats to the bus. The party claimed 20 seats.",
        "Castellane read the book and called an election.",
        "Officials said that the bridge was safe.",
        "Hollar said that “the bridge is not safe at all.”",
        "The ministers’ claims that the bridge is safe were read out.",
    ],
)
def test_what_nobody_of_the_story_says_is_no_indirect_quote(text: str) -> None:
    assert quotes(text, direct=False) == []


def test_another_language_is_not_read_for_quotes() -> None:
    assert read("“Le pont est sûr et ouvert”, a déclaré Jan Hollar lundi à Halden.").quotes == ()


@pytest.mark.parametrize("case", tuple(cases()), ids=lambda case: case.name)
def test_every_quote_of_a_paragraph_is_found_and_no_other(case: Case) -> None:
    assert answers(case) == case.expected
