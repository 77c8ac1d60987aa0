"""Whether words mean the same: by stem, by groups of words that say the same, or by their vectors."""

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache

import numpy as np

from assistant.reading.vectors import KeptVectors
from assistant.reading.words import Word, stem_of

# Words of one line may stand for each other in a sentence about what people and institutions did.
_SAME = """
announce declare state say tell note report remark describe speak explain
name mention call list describe
speech address talk remarks
hold occur happen place convene stage conduct organise meet gather assemble come meeting gathering session summit
launch start begin commence open initiate introduce inaugurate create found establish set form
end finish conclude close stop cease terminate complete expire
join enter accede become part accession entry membership member belong participant
leader head chief
sign conclude seal signature put
agree approve endorse adopt accept decide agreement decision confirm pass back
treaty agreement accord pact document text
agree conclude reach
replace succeed supersede successor substitute follow instead
forerunner predecessor precursor precede
troop soldier personnel military servicemen serviceman
ship vessel frigate warship
aircraft plane jet fighter
nation country state
organisation organization institution body
forum platform framework body council format
programme program scheme plan initiative
help support assist aid back assistance contribute
give provide supply offer deliver hand grant
get receive obtain gain
show demonstrate display
want wish seek hope desire like aspire
ask request call urge demand appeal
aim goal purpose objective intend seek target serve
task duty job function mission
threat danger menace risk
teach train educate training education instruct
work cooperate collaborate cooperation collaboration engage
consult discuss talk debate consultation discussion dialogue exchange address consider
share common joint mutual
part component element pillar component
consist comprise include contain hold have make cover count number embrace
send deploy dispatch contribute provide
grow increase expand rise climb growth
shrink decrease fall decline drop reduce cut
lead command head run direct leadership chair
keep maintain preserve retain sustain
use employ utilise apply
protect defend guard safeguard shield
fight combat counter battle against
spread proliferation
suspend halt freeze pause interrupt
renew resume restart
recognise acknowledge grant status
appoint become name make
last final late
most majority
yearly annual year
biannual twice
mark celebrate commemorate anniversary
visit travel go come
attend participate take part present participant presence participation
propose suggest recommend put forward proposal
undergo date publish issue release dated publication
update change revise amend modify
title call name entitle entitled
location situate place locate
base rest found stand build
area field region domain subject topic theme sphere
big large great major significant substantial main
important essential vital crucial central key core
many numerous several
quick fast rapid
hard difficult
voluntary optional
free open
simple easy
new fresh novel emerging
headquarters seat
money cost fund funding finance financial pay
science scientific research
sea naval maritime
air aerial
test assess evaluate evaluation check
remain stay still continue keep
run last continue
withdraw pull remove leave exit
invite invitation
former ex previous earlier
link tie bond connection connect
respond reply react
transport carry move airlift
guarantee assurance promise pledge commit commitment
obligatory mandatory compulsory must
require need must
principle rule
quote word
complex complicated
win gain
deal handle manage master cope tackle address overcome solve
regard consider see view count treat
know call name refer
comprise consist make up
form constitute make
present introduce launch unveil
receive host welcome
abstain refrain avoid
restrain limit restrict
cause reason because
result lead bring outcome consequence produce yield
pursue conduct undertake perform implement carry execute
begin come originate arise
happen occur place
reach attain achieve accomplish
try attempt endeavour
choose select pick elect
gather collect bring bundle combine
divide split separate
buy purchase acquire
pay finance fund
rule law regulation
obey follow comply
describe portray depict characterise
emphasise stress underline highlight
warn caution
criticise blame condemn
praise commend applaud
thank appreciate
think believe hold argue maintain
learn lesson
reform change modernise restructure
rebuild reconstruct restore
remove take pull withdraw
return come back
fly carry transport
arrive come reach
watch monitor observe oversee supervise
lay set define
fix settle determine
sit seat place
side beside next alongside beside
together jointly joint
stay remain
need want require
war conflict fighting
peaceful peacefully peace
soon shortly
often frequently frequent
tie connect relate link bind
enable allow permit let
nation country state land
citizen people civilian inhabitant
director head
office bureau
topic theme subject issue matter
chief head main
show reveal
take accept receive
entry enter accession
""".strip()
# Words of one pair say the opposite, or another thing of the same kind: one never stands for the other.
_OPPOSED = """
open close; begin end; start end; start finish; launch end; launch close; found dissolve; establish dissolve;
join leave; enter leave; accept reject; approve reject; agree refuse; agree disagree; endorse oppose; support
oppose; adopt reject; welcome condemn; increase decrease; rise fall; grow shrink; grow fall; expand reduce;
more less; more few; large small; big small; high low; first last; first second; second third; early late;
earliest latest; before after; old new; oldest newest; air sea; land sea; land naval; north south; east west;
eastern western; northern southern; voluntary mandatory; voluntary compulsory; voluntary binding; voluntary
obligatory; formal informal; public secret; open secret; public private; suspend resume; suspend continue;
suspend renew; stop continue; withdraw deploy; withdraw send; withdraw reinforce; include exclude; invite
exclude; success failure; succeed fail; vital irrelevant; simple complex; central peripheral; core peripheral;
core marginal; peace war; win lose; once twice; import export; buy sell; lend borrow; strengthen weaken;
deepen loosen; improve worsen; preserve abandon; promote prevent; allow forbid; allow prohibit; permit forbid;
enable prevent; require forbid; praise criticise; thank criticise; thank blame; above below; inside outside;
within outside; internal external; regional global; bilateral multilateral; temporary permanent; short long;
same different; similar different; frequent rare; majority minority; maximum minimum; most least; largest
smallest; biggest smallest; highest lowest; longest shortest; best worst; equal subordinate; equal junior;
ally enemy; partner enemy; partner member; ally partner; adversary partner; observer member; member observer;
candidate member; aspirant member; propose decide; plan complete; destroy build; arm disarm; sign cancel;
ratify sign; offer refuse; give take; send receive; flag anthem; morning evening; monday tuesday; always
never; everyone nobody; all none; both neither; possible impossible; able unable; likely unlikely; legal
illegal; certain uncertain; flexible rigid; open narrow; narrow broad; narrow wide; wide limited; stable
unstable; secure insecure; direct indirect; predictable unpredictable; hard easy; quick slow; fast slow;
optimism gloom; confidence gloom; sign reject; endorse criticise; endorse reject; grow decline; expand shrink;
sign refuse; theoretical practical; joint separate; common different; invite expel; partner opponent; lead
oppose; open closed; shrink increase; new old; precede replace; outside inside; many few; found abolish; start
stop; appoint dismiss; single many; single several; single all; land air; soldier aircraft
"""


_IRREGULAR = """
met meet; held hold; led lead; sent send; gave give; given give; took take; taken take; began begin; begun
begin; said say; told tell; saw see; seen see; grew grow; grown grow; shrank shrink; shrunk shrink; put place;
rose rise; fell fall; became become; came come; went go; made make; built build; brought bring; spoke speak;
spoken speak; ran run; kept keep; left leave; chose choose; won win; wrote write; written write; withdrew
withdraw; withdrawn withdraw; drew draw; drawn draw; meant mean; laid lay; stood stand; felt feel; paid pay;
fought fight; flew fly; dealt deal; shown show; known know; sought seek; lay lie; lent lend; spent spend
"""


@cache
def _roots() -> dict[str, str]:
    pairs = (pair.split() for pair in _IRREGULAR.split(";"))
    return {stem_of(form): stem_of(root) for form, root in pairs}


def root_of(stem: str) -> str:
    """Return the stem of the verb of which a stem is an irregular form; else the stem itself."""
    return _roots().get(stem) or _compared().get(stem, stem)


@cache
def _compared() -> dict[str, str]:
    """Return the stems of the opposites by those of their comparatives: "simpler" by "simpl"."""
    stems = {stem_of(word) for word in re.findall(r"\w+", _OPPOSED)}
    plain = stems | {stem_of(word) for word in re.findall(r"\w+", f"{_SAME} {_APART}")}
    forms = {stem_of(f"{stem}{ending}"): stem for stem in stems for ending in ("er", "est") if len(stem) > 2}
    return {form: stem for form, stem in forms.items() if form not in plain}


# Of one line, each word means another thing than every other one.
_APART = """
leader minister ambassador general president director king parliamentarian chancellor admiral
foreign defence interior finance prime education
ship helicopter aircraft tank submarine fighter truck drone
military civilian political economic theoretical practical religious
monthly weekly annual daily biennial
second minute hour day week month year decade century
spring summer autumn winter
soldier police civilian officer journalist diplomat
army navy
member partner observer aspirant candidate adversary opponent
sign reject cancel
dozen hundred thousand million billion
"""


@cache
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_SAME.splitlines()):
        for word in line.split():
            groups.setdefault(root_of(stem_of(word)), set()).add(number)
    return {stem: frozenset(numbers) for stem, numbers in groups.items()}


@cache
def _opposites() -> dict[str, frozenset[str]]:
    opposites: dict[str, set[str]] = {}
    for pair in _OPPOSED.split(";"):
        if pair.strip():
            one, other = (root_of(stem_of(word)) for word in pair.split())
            opposites.setdefault(one, set()).add(other)
            opposites.setdefault(other, set()).add(one)
    for line in _APART.splitlines():
        stems = {stem_of(word) for word in line.split()}
        for stem in stems:
            opposites.setdefault(stem, set()).update(stems - {stem})
    return {stem: frozenset(others) for stem, others in opposites.items()}


def say_the_same(one: str, other: str) -> bool:
    """Return whether two stems are the same or stand in one group."""
    groups = _groups()
    one, other = root_of(one), root_of(other)
    return one == other or bool(groups.get(one, frozenset()) & groups.get(other, frozenset()))


def opposed(one: str, others: Iterable[str]) -> bool:
    """Return whether a stem is the opposite of one of the others."""
    return bool(_opposites().get(root_of(one), frozenset()).intersection(map(root_of, others)))


def coverage(words: Sequence[Word], against: Sequence[Word], stems: Set[str], vectors: KeptVectors) -> list[float]:
    """Return for each word how well the others, or further stems, say it: 1 the same, below that the cosine."""
    known = stems | {word.stem for word in against}
    scores = [1.0 if any(say_the_same(word.stem, stem) for stem in known) else 0.0 for word in words]
    left = [index for index, score in enumerate(scores) if score == 0.0]
    if left and against:
        cosines = (
            vectors.of([words[index].text.lower() for index in left])
            @ vectors.of([word.text.lower() for word in against]).T
        )
        for index, best in zip(left, np.max(cosines, axis=1), strict=True):
            scores[index] = max(0.0, min(1.0, float(best)))
    return scores
