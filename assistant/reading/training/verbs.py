"""Past forms of verbs with their infinitives, for questions with "did"."""

_REGULAR = """
    accept accuse achieve acquire adopt agree allow announce annex appoint approve arrest ask attack attend ban
    become begin block bomb build call capture cause claim collapse commission complete conclude condemn conduct
    confirm control cooperate create criticise criticize cross declare defeat defend demand deny deploy design
    destroy develop discuss dissolve donate earn elect employ end enter establish expand expel export express
    fail finish follow force form found gain govern grant happen help hire host impose include increase
    influence inherit introduce invade invest invite invent join launch limit marry mention move name nominate
    obtain occupy occur offer open oppose order organise organize own participate pass perform permit plan play
    predict prevent produce promise propose prosecute protect protest provide publish purchase ratify reach
    receive recognise recognize reduce refuse reject release remain remove rename replace represent request
    require resign return reveal rule search seize serve share sponsor start state stay stop support suspend
    tour transfer travel urge use visit vote warn welcome win witness work
"""
_IRREGULAR = {
    "became": "become",
    "began": "begin",
    "bought": "buy",
    "broke": "break",
    "brought": "bring",
    "built": "build",
    "came": "come",
    "chose": "choose",
    "died": "die",
    "drew": "draw",
    "fell": "fall",
    "fought": "fight",
    "gave": "give",
    "got": "get",
    "grew": "grow",
    "had": "have",
    "held": "hold",
    "kept": "keep",
    "knew": "know",
    "led": "lead",
    "left": "leave",
    "lost": "lose",
    "made": "make",
    "met": "meet",
    "paid": "pay",
    "ran": "run",
    "rose": "rise",
    "said": "say",
    "saw": "see",
    "sent": "send",
    "sold": "sell",
    "spent": "spend",
    "spoke": "speak",
    "stood": "stand",
    "taught": "teach",
    "told": "tell",
    "took": "take",
    "went": "go",
    "won": "win",
    "wrote": "write",
}
_DOUBLED = frozenset("ban control expel permit plan stop transfer".split())


def infinitives() -> dict[str, str]:
    """Return past forms with their infinitives, such as "joined" with "join"."""
    irregular = set(_IRREGULAR.values())
    return _IRREGULAR | {_past(verb): verb for verb in _REGULAR.split() if verb not in irregular}


def _past(verb: str) -> str:
    if verb in _DOUBLED:
        return verb + verb[-1] + "ed"
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"
