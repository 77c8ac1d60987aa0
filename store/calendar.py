"""The months and the days of the week, as English texts write them."""

MONTHS = tuple("January February March April May June July August September October November December".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
NAMES = frozenset(name.lower() for name in (*MONTHS, *WEEKDAYS))
"""Both in small letters."""
WRITTEN_MONTH = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?"
)
"""A pattern of a month's name, whole or shortened."""
_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name, whole or shortened to three letters or more; else `KeyError`."""
    return _NUMBERS[name[:3].lower()]
