"""The title of a proposal whose author wrote none: what is asked, in a few words: "Rename to Red Keys".

A function of the action, of the names and the currency that the state lends, and of the day on which it is written. No
title is longer than a proposal's may be. An action without words of its own below is named by its kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from govtool.core.money import format_minor
from govtool.core.phrase import duration, hours, joined, one_line
from govtool.core.state import State
from govtool.core.times import Date
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.files import ChangeFiles
from govtool.domain.decisions.policy import AdoptPolicy
from govtool.domain.lifecycle.amendment import AmendBylaws
from govtool.domain.lifecycle.clerk import ChangeClerk, RenameOrganization
from govtool.domain.lifecycle.winding_up import WindUp
from govtool.domain.money.allocation import PayDebts
from govtool.domain.money.budget import SetBudget
from govtool.domain.money.correction import CorrectDebt
from govtool.domain.money.project import ChangeProject, OpenProject
from govtool.domain.money.reserve import SetShare, TransferFunds
from govtool.domain.people.admission import Admit, ChangeHours
from govtool.domain.people.duty import AssignDuty
from govtool.domain.people.engagement import Engage
from govtool.domain.people.key import Rekey
from govtool.domain.people.probation import EndProbation
from govtool.domain.people.suspension import Suspend
from govtool.domain.people.team_change import ChangeTeam, FormTeam
from govtool.domain.work.wage_change import SetWage

LONGEST = 100
"""As many characters as a proposal's title may have."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def title_of(action: Action, state: State, today: Date) -> str:
    """The title that a proposal of this one action gets, written on that day."""
    said = one_line(_title(action, state, today))
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


@singledispatch
def _title(action: Action, state: State, today: Date) -> str:
    """The kind as words, for an action that says nothing of its own below."""
    return action.kind.replace("-", " ").capitalize()


# What is agreed ------------------------------------------------------------------------------------------------------


@_title.register
def _(action: AdoptPolicy, state: State, today: Date) -> str:
    return f"{'Change' if action.from_version else 'Adopt'} policy: {action.title}"


@_title.register
def _(action: AmendBylaws, state: State, today: Date) -> str:
    return f"Amend {_first(change.path for change in action.changes)} in the bylaws"


@_title.register
def _(action: ChangeFiles, state: State, today: Date) -> str:
    return f"Change {_first(change.path for change in action.files)}"


# People --------------------------------------------------------------------------------------------------------------


@_title.register
def _(action: Admit, state: State, today: Date) -> str:
    return f"Admit {action.candidate}"


@_title.register
def _(action: EndProbation, state: State, today: Date) -> str:
    return f"End the probation of {action.member}"


@_title.register
def _(action: ChangeHours, state: State, today: Date) -> str:
    return f"Hours of {action.member} from {hours(action.from_minutes)} to {hours(action.to_minutes)} a week"


@_title.register
def _(action: Engage, state: State, today: Date) -> str:
    if not action.to_minutes:
        return f"End the engagement of {action.person}"
    return f"Engage {action.person} for {hours(action.to_minutes)} a week"


@_title.register
def _(action: Suspend, state: State, today: Date) -> str:
    return f"Suspend the duties of {action.member} for {duration(action.lasts)}"


@_title.register
def _(action: FormTeam, state: State, today: Date) -> str:
    return f"Form the team {action.name}"


@_title.register
def _(action: ChangeTeam, state: State, today: Date) -> str:
    parts = [f"add {joined(action.add)}"] if action.add else []
    parts += [f"take out {joined(action.remove)}"] if action.remove else []
    return f"Team {action.team}: {joined(parts or ['nobody moves'])}"


@_title.register
def _(action: AssignDuty, state: State, today: Date) -> str:
    if action.holds:
        return f"Give {action.member} the duty {action.duty}"
    return f"Take the duty {action.duty} from {action.member}"


@_title.register
def _(action: Rekey, state: State, today: Date) -> str:
    return f"Give {action.member} a new key"


# The organisation ----------------------------------------------------------------------------------------------------


@_title.register
def _(action: RenameOrganization, state: State, today: Date) -> str:
    return f"Rename to {action.to_name}"


@_title.register
def _(action: ChangeClerk, state: State, today: Date) -> str:
    parts = [f"add {len(action.add)}"] if action.add else []
    parts += [f"take away {len(action.remove)}"] if action.remove else []
    return f"Keys of the clerk: {joined(parts or ['no change'])}"


@_title.register
def _(action: WindUp, state: State, today: Date) -> str:
    return "Wind the organisation up" if action.begin else "Go on, and end the winding up"


# Money ---------------------------------------------------------------------------------------------------------------


@_title.register
def _(action: SetWage, state: State, today: Date) -> str:
    what = "Wage in a probation" if action.class_ == "probationary" else "Wage"
    before, after = _bare(state, action.from_minor), _bare(state, action.to_minor)
    return f"{what} from {before} to {after} from {_day(action.starts_on, today)}"


@_title.register
def _(action: PayDebts, state: State, today: Date) -> str:
    return f"Pay {shown(state, action.amount_minor)} of wages owed"


@_title.register
def _(action: CorrectDebt, state: State, today: Date) -> str:
    return f"Add {shown(state, action.amount_minor)} to what {action.creditor} is owed"


@_title.register
def _(action: OpenProject, state: State, today: Date) -> str:
    return f"Open the {action.project_kind} {action.name}"


@_title.register
def _(action: ChangeProject, state: State, today: Date) -> str:
    return f"Project {action.project}: {action.name}, {action.state}"


@_title.register
def _(action: SetBudget, state: State, today: Date) -> str:
    total = shown(state, sum(line.amount_minor for line in action.lines))
    return f"{'Change the budget' if action.from_version else 'Budget'} {action.budget}: {total}"


@_title.register
def _(action: SetShare, state: State, today: Date) -> str:
    if action.to_share is None:
        return f"No share of the income for {action.account}"
    return f"Share of {action.to_share} of the income for {action.account}"


@_title.register
def _(action: TransferFunds, state: State, today: Date) -> str:
    return f"Move {shown(state, action.amount_minor)} from {action.from_} to {action.to}"


# Words ---------------------------------------------------------------------------------------------------------------


def _first(names: Iterable[str]) -> str:
    """The first of some names, and how many more there are."""
    first, *more = list(names)
    return f"{first} and {len(more)} more" if more else first


def _bare(state: State, amount_minor: int) -> str:
    """An amount without its currency, and without decimals if they are zero: 22, 22.50."""
    exponent = organization_of(state).exponent
    whole, rest = divmod(amount_minor, 10**exponent)
    return format_minor(amount_minor, exponent) if rest else str(whole)


def _day(date: Date, today: Date) -> str:
    """A day in words: 1 March, with its year unless it comes within twelve months."""
    year, month, day = date.split("-")
    said = f"{int(day)} {_MONTHS[int(month) - 1]}"
    is_near = today <= date < f"{int(today[:4]) + 1:04d}{today[4:]}"
    return said if is_near else f"{said} {int(year)}"
