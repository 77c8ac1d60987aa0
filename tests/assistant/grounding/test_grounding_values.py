"""Dates, numbers and names as the check reads them."""

import pytest

from assistant.grounding.dates import dates_of
from assistant.grounding.names import initials_in, names_of
from assistant.grounding.negation import negation_differs
from assistant.grounding.numbers import numbers_of
from assistant.reading.countries import same_country
from assistant.reading.words import stem_of


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 4 July 2012", [(2012, 7, 4)]),
        ("on July 4th, 2012", [(2012, 7, 4)]),
        ("on 2012-07-04", [(2012, 7, 4)]),
        ("on 20 and 21 May 2012", [(2012, 5, 20), (2012, 5, 21)]),
        ("in May 2012", [(2012, 5, 0)]),
        ("in 2012", [(2012, 0, 0)]),
        ("in May", [(0, 5, 0)]),
        ("we may meet 1,999 people in the 1990s", []),
    ],
)
def test_dates_have_one_form(text: str, dates: list[tuple[int, int, int]]) -> None:
    """Year, month and day, 0 where left open."""
    assert [(date.year, date.month, date.day) for date in dates_of(text)] == dates


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("28 Allies", [("28", "")]),
        ("twenty-eight Allies", [("28", "")]),
        ("more than 1,400 activities", [(">1400", "")]),
        ("some two million people", [("~2000000", "")]),
        ("the 25th and the twenty-fifth", [("25th", ""), ("25th", "")]),
        ("two decades", [("20", "")]),
        ("one of them on 4 July 2012", []),
    ],
)
def test_numbers_have_one_form(text: str, numbers: list[tuple[str, str]]) -> None:
    """Digits without separators, with how exact they are."""
    found = numbers_of(text, dates_of(text))
    assert [number.bound + number.value for number in found] == [value for value, _ in numbers]


def test_names_are_runs_of_capitalised_words() -> None:
    """Openers and months are none; "of the" joins, "and" does not."""
    names = names_of("Later Anders Fogh Rasmussen met Georgia and the Republic of Korea in May.")
    assert [" ".join(word.text for word in name.words) for name in names] == [
        "Anders Fogh Rasmussen",
        "Georgia",
        "Republic Korea",
    ]


def test_initials_stand_for_names() -> None:
    """With and without the small words."""
    assert {"eapc", "pfp"} <= initials_in("The Euro-Atlantic Partnership Council and the Partnership for Peace")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Georgia", "Georgian", True),
        ("Sweden", "Swedish", True),
        ("Finland", "Sweden", False),
        ("Oman", "Amman", False),
    ],
)
def test_countries_and_their_adjectives(one: str, other: str, same: bool) -> None:
    """Regular and irregular ones."""
    assert same_country(stem_of(one), stem_of(other)) is same


@pytest.mark.parametrize(
    ("claim", "source", "differs"),
    [
        ("It was not binding.", "It covered 2023 and was not binding.", False),
        ("It was binding.", "It covered 2023 and was not binding.", True),
        ("It covered 2023.", "It covered 2023 and was not binding.", False),
        ("They are on the list.", "They are no longer on the list.", True),
        ("Not only Allies came.", "Allies came.", False),
    ],
)
def test_negation(claim: str, source: str, differs: bool) -> None:
    """Within the clause that it belongs to."""
    assert bool(negation_differs(claim, source)) is differs
