"""What an action asks for, in one plain sentence about this very action: "Gives Carol Diaz (carol) the duty reviewer."

It is the summary of a proposal whose author wrote none, and what `show` says instead of the file. A function of the
action; the state only lends the names of people and the currency. It promises nothing about what comes of it: that is
what the effects show. An action without a sentence of its own is told by its fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch

from govtool.core.phrase import counted, duration, hours, joined, one_line
from govtool.core.state import State
from govtool.domain.constitution.member import member_of
from govtool.domain.constitution.organization import shown
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.files import ChangeFiles, FileChange
from govtool.domain.decisions.motion import Motion
from govtool.domain.decisions.policy import AdoptPolicy
from govtool.domain.lifecycle.amendment import AmendBylaws, Change
from govtool.domain.lifecycle.clerk import ChangeClerk, RenameOrganization, SetPasskeyOrigins
from govtool.domain.lifecycle.winding_up import WindUp
from govtool.domain.money.allocation import PayDebts
from govtool.domain.money.budget import SetBudget
from govtool.domain.money.correction import CorrectDebt
from govtool.domain.money.project import ChangeProject, OpenProject
from govtool.domain.money.reserve import SetShare, TransferFunds
from govtool.domain.people.admission import Admit, ChangeHours
from govtool.domain.people.dormancy import Dormant
from govtool.domain.people.duty import AssignDuty
from govtool.domain.people.engagement import Engage
from govtool.domain.people.expulsion import ConfirmExpulsion, Expel
from govtool.domain.people.incapacity import Incapacity
from govtool.domain.people.key import Rekey
from govtool.domain.people.probation import Confirm, EndProbation
from govtool.domain.people.suspension import Suspend
from govtool.domain.people.team_change import ChangeTeam, FormTeam
from govtool.domain.work.wage_change import SetWage

LONGEST = 400
"""No sentence is longer: as many characters as a summary may have."""
_MOST_NAMED = 5
_MOST_OF_A_VALUE = 60
_ABSENT = "absent"


def sentences(actions: Iterable[Action], state: State) -> tuple[str, ...]:
    """One sentence for each action, in their order."""
    return tuple(_cut(one_line(sentence(action, state)), LONGEST) for action in actions)


def summary(actions: Iterable[Action], state: State) -> str:
    """The sentences of all actions as one summary."""
    return _cut(" ".join(sentences(actions, state)), LONGEST)


def asked_for(entry: DocketEntry, state: State) -> tuple[str, tuple[str, ...]]:
    """What a proposal asks for: its author's summary, empty where that only repeats the title or the sentences, and the
    sentences.
    """
    asked = sentences(entry.actions, state)
    said = one_line(entry.summary)
    return "" if said in (entry.title, _cut(" ".join(asked), LONGEST), *asked) else said, asked


@singledispatch
def sentence(action: Action, state: State) -> str:
    """What an action asks for. This one tells the fields, for a kind that says nothing of its own below."""
    fields = (f"{name.replace('_', ' ')}: {_value(value)}" for name, value in list(action.data().items())[1:])
    about = "; ".join(fields)
    return f"{action.kind.replace('-', ' ').capitalize()}{': ' if about else ''}{about}."


# What is agreed ------------------------------------------------------------------------------------------------------


@sentence.register
def _(action: Motion, state: State) -> str:
    what = f"what {action.text} says" if action.text else "what the title says"
    return f"Asks the members to agree to {what}."


@sentence.register
def _(action: AdoptPolicy, state: State) -> str:
    what = f"Gives the policy {_quoted(action.title)} ({action.policy}) a new text"
    if not action.from_version:
        what = f"Adopts the policy {_quoted(action.title)} ({action.policy})"
    return f"{what}, as it stands in {action.text}."


@sentence.register
def _(action: AmendBylaws, state: State) -> str:
    return f"Changes the bylaws: {_few([_change(change) for change in action.changes], '; ')}."


def _change(change: Change) -> str:
    if change.from_ is None:
        return f"{change.path} is new, {_value(change.to)}"
    if change.to is None:
        return f"{change.path} is taken out"
    return f"{change.path} from {_value(change.from_)} to {_value(change.to)}"


@sentence.register
def _(action: ChangeFiles, state: State) -> str:
    return f"Changes files that are under a rule: {_few([_file(file) for file in action.files], '; ')}."


def _file(file: FileChange) -> str:
    return f"{file.path} ({'new' if file.from_ == _ABSENT else 'taken away' if file.to == _ABSENT else 'changed'})"


# People --------------------------------------------------------------------------------------------------------------


@sentence.register
def _(action: Admit, state: State) -> str:
    who = f"{action.name} ({action.candidate})" if action.name else _person(state, action.candidate)
    where = f" in {_team_words(action.teams)}" if action.teams else ""
    how = "as a member" if action.as_ == "member" else "into a probation"
    return f"Admits {who} {how}, for {hours(action.committed_minutes_per_week)} a week{where}."


@sentence.register
def _(action: Confirm, state: State) -> str:
    which = "the last vote" if action.attempt > 1 else "the first vote"
    return f"Says whether {_person(state, action.member)}, who is in probation, becomes a member: {which} on it."


@sentence.register
def _(action: EndProbation, state: State) -> str:
    return f"Ends the probation of {_person(state, action.member)} before its vote."


@sentence.register
def _(action: ChangeHours, state: State) -> str:
    now, then = hours(action.from_minutes), hours(action.to_minutes)
    return f"{_person(state, action.member)} is to commit {then} a week instead of {now}."


@sentence.register
def _(action: Engage, state: State) -> str:
    who = f"{action.name} ({action.person})" if action.name else _person(state, action.person)
    if not action.to_minutes:
        return f"Ends the engagement of {who} as a consultant."
    if action.from_minutes:
        return f"Engages {who} for {hours(action.to_minutes)} a week instead of {hours(action.from_minutes)}."
    return f"Engages {who} as a consultant, paid and without a vote, for {hours(action.to_minutes)} a week."


@sentence.register
def _(action: Expel, state: State) -> str:
    return f"Expels {_person(state, action.member)}, after a complaint."


@sentence.register
def _(action: ConfirmExpulsion, state: State) -> str:
    return f"Confirms the expulsion of {_person(state, action.member)}, who appeals."


@sentence.register
def _(action: Suspend, state: State) -> str:
    rest = duration(action.lasts)
    return f"Lets the duties of {_person(state, action.member)} rest for {rest}, while a complaint is dealt with."


@sentence.register
def _(action: Incapacity, state: State) -> str:
    return f"Ends the membership of {_person(state, action.member)}, who died or can act no more."


@sentence.register
def _(action: Dormant, state: State) -> str:
    return f"Takes off the rolls until they are back: {_few(action.members)}."


@sentence.register
def _(action: FormTeam, state: State) -> str:
    who = f"with {_few(action.members)}" if action.members else "with nobody in it yet"
    return f"Forms the team {_quoted(action.name)} ({action.team}), {who}."


@sentence.register
def _(action: ChangeTeam, state: State) -> str:
    parts = [f"takes {_few(action.add)} into it"] if action.add else []
    parts += [f"takes {_few(action.remove)} out of it"] if action.remove else []
    return f"Changes the team {action.team}: {joined(parts or ['nobody moves'])}."


@sentence.register
def _(action: AssignDuty, state: State) -> str:
    who = _person(state, action.member)
    return f"Gives {who} the duty {action.duty}." if action.holds else f"Takes the duty {action.duty} from {who}."


@sentence.register
def _(action: Rekey, state: State) -> str:
    return f"Gives {_person(state, action.member)} a new key, and revokes every key that they had."


# The organisation ----------------------------------------------------------------------------------------------------


@sentence.register
def _(action: RenameOrganization, state: State) -> str:
    return f"Renames {_quoted(action.from_name)} to {_quoted(action.to_name)}; its identity stays."


@sentence.register
def _(action: ChangeClerk, state: State) -> str:
    parts = [f"adds {counted(len(action.add), 'key')} of the clerk"] if action.add else []
    parts += [f"takes {counted(len(action.remove), 'key')} away for ever"] if action.remove else []
    return f"{joined(parts or ['no key of the clerk changes'])}.".capitalize()


@sentence.register
def _(action: SetPasskeyOrigins, state: State) -> str:
    where, instead = joined(action.to or ["no web page"]), joined(action.from_ or ["no web page"])
    return f"Lets passkeys be used at {where} instead of {instead}."


@sentence.register
def _(action: WindUp, state: State) -> str:
    return "Winds the organisation up." if action.begin else "Lets the organisation go on, and ends its winding up."


# Money ---------------------------------------------------------------------------------------------------------------


@sentence.register
def _(action: SetWage, state: State) -> str:
    what = "the wage in a probation" if action.class_ == "probationary" else "the wage"
    now, then = shown(state, action.from_minor), shown(state, action.to_minor)
    return f"From {action.starts_on} on {what} is {then} an hour instead of {now}."


@sentence.register
def _(action: PayDebts, state: State) -> str:
    amount = shown(state, action.amount_minor)
    return f"Pays {amount} on wages owed, out of {action.from_}, to everybody in proportion to what they are owed."


@sentence.register
def _(action: CorrectDebt, state: State) -> str:
    amount, why = shown(state, action.amount_minor), _quoted(action.reason, 160)
    return f"Adds {amount} to what {_person(state, action.creditor)} is owed since {action.owed_on}, because {why}."


@sentence.register
def _(action: OpenProject, state: State) -> str:
    what = f"Opens the {action.project_kind} {_quoted(action.name)} ({action.project})"
    return f"{what}{_team_and_price(state, action)}."


@sentence.register
def _(action: ChangeProject, state: State) -> str:
    what = f"The project {action.project} is to be called {_quoted(action.name)} and to be {action.state}"
    return f"{what}{_team_and_price(state, action)}."


def _team_and_price(state: State, action: OpenProject | ChangeProject) -> str:
    team = f", with the team {action.team}" if action.team else ""
    return team + (f", at a price of {shown(state, action.price_minor)}" if action.price_minor else "")


@sentence.register
def _(action: SetBudget, state: State) -> str:
    total = shown(state, sum(line.amount_minor for line in action.lines))
    what = f"a new text of the budget {action.budget}" if action.from_version else f"the budget {action.budget}"
    lines = f"{counted(len(action.lines), 'line')} of {total} in all"
    return f"Sets {what}, from {action.starts_on} to {action.ends_on}: {lines}."


@sentence.register
def _(action: SetShare, state: State) -> str:
    if action.to_share is None:
        return f"Ends the share of {action.from_share} of every income that goes to the reserve {action.account}."
    before = f" instead of {action.from_share}" if action.from_share else ""
    return f"From then on {action.to_share}{before} of every income goes to the reserve {action.account}."


@sentence.register
def _(action: TransferFunds, state: State) -> str:
    return f"Moves {shown(state, action.amount_minor)} from the account {action.from_} to the account {action.to}."


# Words ---------------------------------------------------------------------------------------------------------------


def _person(state: State, name: str) -> str:
    member = member_of(state, name)
    return f"{member.name} ({name})" if member is not None and member.name else name


def _team_words(teams: Iterable[str]) -> str:
    names = list(teams)
    return f"the {'team' if len(names) == 1 else 'teams'} {_few(names)}"


def _few(words: Iterable[str], between: str = "") -> str:
    """The first words of a list, and how many more there are."""
    named = list(words)
    rest = len(named) - _MOST_NAMED
    shown_ones = named[:_MOST_NAMED] + ([f"{rest} more"] if rest > 0 else [])
    return between.join(shown_ones) if between else joined(shown_ones)


def _quoted(text: str, most: int = 100) -> str:
    """Somebody's words, marked as theirs: in marks that the words themselves cannot close."""
    words = _cut(text.replace('"', "'"), most)
    return f'"{words}"'


def _value(value: object) -> str:
    """A value of a file in one piece."""
    if isinstance(value, Mapping):
        return _cut("{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}", _MOST_OF_A_VALUE)
    if isinstance(value, list | tuple):
        return _cut("[" + ", ".join(_value(each) for each in value) + "]", _MOST_OF_A_VALUE)
    words = {True: "yes", False: "no"}
    return words[value] if isinstance(value, bool) else _cut(str(value), _MOST_OF_A_VALUE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
