"""`govtool nominate`: asks all members to admit somebody who applied."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import hours as in_hours
from govtool.cli.terminal.text import joined
from govtool.cli.terminal.typed import WEEK_HOURS, option
from govtool.core.ids import MemberId, TeamId
from govtool.core.state import State
from govtool.core.times import date_of
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.withdrawal import Withdraw
from govtool.domain.people.admission import Nomination
from govtool.domain.people.application import Application
from govtool.domain.people.nomination import Nominate, WithdrawNomination, vote_on
from govtool.errors import UsageError
from govtool.roles.clerk.letter import JudgedLetter
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import on_their_way
from govtool.roles.people.letter_service import letter_named
from govtool.roles.said.unpaid import first_class, unpaid_classes


@statement_command("nominate", Nominate, "govtool nominate frank --team kitchen --hours 20h")
@click.argument("candidate")
@click.option("--team", metavar="TEAM", help="The team that they are to work with.")
@option(WEEK_HOURS, "--hours", words="Agreed hours a week (default: what they asked for)")
@click.option("--withdraw", is_flag=True, help="Take back your nomination; nobody must wait after that.")
def command(desk: Desk, candidate: str, team: str | None, hours: int | None, withdraw: bool) -> Meant:
    """Nominate somebody who applied: the vote of all members opens by itself, and passing begins a probation.

    Nobody is committed to more hours than they asked for. An application that waits outside comes in with it.
    """
    if withdraw:
        return _withdraw(desk, candidate)
    # with statements that the clerk has not recorded: the caller may have received the person a minute ago
    state = on_their_way(desk)[0]
    is_known = Member.of(state, candidate) is not None
    letter = None if is_known else letter_named(desk, candidate)
    wanted, wished = _wishes(state, candidate, letter)
    minutes = hours if hours is not None else wanted
    chosen = _team(state, team, wished)
    digest, commit = (letter.digest, letter.commit) if letter else (None, None)
    body = {"candidate": candidate, "letter": digest, "team": chosen, "minutes_per_week": minutes}
    where = f" with {chosen}" if chosen else ""
    what = f"You nominate {candidate}{where}, for {in_hours(minutes)} a week."
    for unpaid in unpaid_classes(state, date_of(desk.now)):
        if unpaid.class_ == first_class(state):
            say(f"  {unpaid.words}; {candidate} works for that until a vote sets one", colour="yellow")
            say(f"  → {unpaid.remedy}")
    return Meant(f"{what} The vote opens by itself.", body, outside=commit)


def _wishes(state: State, candidate: MemberId, letter: JudgedLetter | None) -> tuple[int, tuple[TeamId, ...]]:
    """The wishes of a person: minutes a week, and teams. Raises UsageError if they did not apply."""
    found = Application.of(state, candidate)
    if letter is not None and letter.letter is not None:
        return letter.letter.wanted_minutes_per_week, letter.letter.teams
    if found is None:
        raise UsageError(f"{candidate} has not applied", "see the applicants: govtool list applications")
    return found.wanted_minutes_per_week, found.teams


def _team(state: State, typed: str | None, wished: tuple[TeamId, ...]) -> TeamId | None:
    """The typed team, or the only possible one. Raises UsageError if there are several."""
    if typed is not None:
        return typed
    known = [team.id for team in Team.all(state)]
    meant = [team for team in wished if team in known] or known
    if len(meant) > 1:
        raise UsageError("say with which team they are to work", f"--team {joined(meant, 'or')}")
    return meant[0] if meant else None


def _withdraw(desk: Desk, candidate: MemberId) -> Meant:
    state, told = desk.book.state, f"You no longer nominate {candidate}."
    number = vote_on(state, candidate)
    if number:
        return Meant(told, {"proposal": number}, Withdraw)
    if Nomination.of(state, candidate) is None:
        raise UsageError(f"nobody nominates {candidate}", "govtool list nominations")
    return Meant(told, {"candidate": candidate}, WithdrawNomination)
