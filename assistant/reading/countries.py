"""Countries and their adjectives: whether two words name the same one."""

import re

from assistant.reading.words import stem_of

_ADJECTIVE = re.compile(r"(?:a|n|an|ian|ese|ish|i|er|ean|s)?")
_IRREGULAR = (
    ("swiss", "switzerland"), ("irish", "ireland"), ("finnish", "finland"), ("dutch", "netherland"),
    ("french", "franc"), ("german", "germani"), ("british", "britain"), ("polish", "poland"), ("greek", "greec"),
    ("turkish", "turkey"), ("turkish", "turki"), ("spanish", "spain"), ("danish", "denmark"), ("swedish", "sweden"),
    ("finn", "finland"), ("swede", "sweden"), ("american", "america"), ("afghan", "afghanistan"),
    ("emirati", "emir"), ("kyiv", "kiev"), ("european", "europ"),
)  # fmt: skip
_PAIRS = frozenset(frozenset((stem_of(one), stem_of(other))) for one, other in _IRREGULAR)
_SHORTEST_ROOT = 4


def same_country(one: str, other: str) -> bool:
    """Return whether two stems are a country and its adjective: "georgia" and "georgian"."""
    if frozenset((one, other)) in _PAIRS:
        return True
    root, longer = sorted((one, other), key=len)
    shared = root.rstrip("aeiouy")
    if len(shared) < _SHORTEST_ROOT or not longer.startswith(shared):
        return False
    return bool(_ADJECTIVE.fullmatch(longer[len(shared) :].lstrip("aeiouy"))) or bool(
        _ADJECTIVE.fullmatch(longer[len(shared) :])
    )
