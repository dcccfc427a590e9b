"""`govtool resign`: leaves the co-operative."""

from __future__ import annotations

import click

from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import duration, joined
from govtool.cli.terminal.typed import prompted
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.organization import organization_of
from govtool.domain.constitution.team import Team
from govtool.domain.decisions import docket
from govtool.domain.people.admission import Resign
from govtool.domain.people.probation import LeaveProbation
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk


@statement_command("resign", Resign, "govtool resign --id alice")
@click.option("--id", "typed", help="Your own id, to show that you mean it (asked for on a terminal).")
@click.option("--probation", is_flag=True, help="End only your probation, and stay as a volunteer.")
def command(desk: Desk, typed: str | None, probation: bool) -> Meant:
    """Leave the co-operative. Your ballots in open votes still count, and what you are owed stays yours."""
    (_tell_end_of_probation if probation else _tell_consequences)(desk)
    me = desk.member.id
    if typed is None:
        question = "to end it, anything else to go on" if probation else "to leave, anything else to stay"
        hint = f"govtool resign{' --probation' if probation else ''} --id {me}"
        typed = prompted(f"Type your id {question}", "say that you mean it", hint)
    if typed.strip() != me:
        raise UsageError(f"{typed!r} is not your id; nothing was signed", "you are still here: govtool status")
    if probation:
        return Meant("You end your probation.", {}, LeaveProbation)
    return Meant(f"You leave {organization_of(desk.book.state).name}.", {})


def _tell_end_of_probation(desk: Desk) -> None:
    wait = duration(bylaws_of(desk.book.state).periods.apply_again)
    say("If you end your probation, you stay as a volunteer; what you are owed stays yours.", bold=True)
    say(f"  - there is no vote on it any more, and you can apply again {wait} later")


def _tell_consequences(desk: Desk) -> None:
    state, member = desk.book.state, desk.member
    say(f"{member.name}, if you leave {organization_of(state).name}:", bold=True)
    say("  - you have no vote in proposals that open from then on; ballots that you have cast still count")
    mine = [team.name for team in Team.all(state) if team.has(member.id)]
    if mine:
        say(f"  - you are out of {joined(mine)}")
    if member.duties:
        say(f"  - you no longer are {joined(member.duties)}")
    opened = [entry.number for entry in docket.open_entries(state) if entry.is_open and entry.proposer == member.id]
    if opened:
        say(f"  - your open proposals {joined(opened)} go on; withdraw them first if you like: govtool withdraw ID")
    say("  - wages that you are owed stay owed to you")
    say("  - to come back, you must be admitted again")
