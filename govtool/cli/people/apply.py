"""`govtool apply`: asks to become a member."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.people.letter import asked, is_known, letter_options, need_key, write
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.statement import tell_statement
from govtool.cli.terminal.typed import TEXT, WEEK_HOURS, option
from govtool.cli.terminal.words import Said
from govtool.domain.constitution.organization import organization_of
from govtool.errors import UsageError
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.statement_service import make_statement
from govtool.roles.people.arrival import own_letter

_EXAMPLE = "govtool apply --id frank --name 'Frank Lee' --hours 20h --team kitchen --text 'I cook.'"


@desk_command("apply", _EXAMPLE)
@option(WEEK_HOURS, "--hours", words="How much you want to work in a week")
@click.option("--team", "teams", multiple=True, metavar="TEAM", help="A team that you would like, may be repeated.")
@click.option("--withdraw", is_flag=True, help="Take back your application; an open vote on it is closed.")
@letter_options
def command(
    desk: Desk,
    hours: int | None,
    teams: tuple[str, ...],
    withdraw: bool,
    name: str | None,
    full_name: str | None,
    said: Said,
    to: Path | None,
    no_passphrase: bool,
    as_json: bool,
) -> None:
    """Apply to become a member.

    Without a record here you need no right to push: send it as a branch, from a fork, or as a file, and a member brings
    it in. Volunteers, consultants and former members apply by a signed statement. Then a member nominates you, all
    members vote, and a probation begins.
    """
    need_key(desk, no_passphrase=no_passphrase, quiet=as_json)
    if withdraw:
        _withdraw(desk, as_json=as_json)
        return
    minutes = asked(hours, "--hours", "Hours a week that you want to work", WEEK_HOURS)
    wanted: dict[str, object] = {"wanted_minutes_per_week": minutes}
    if teams:
        wanted["teams"] = list(teams)
    if is_known(desk):
        if to is not None:
            raise UsageError("you are known here: your application is a statement", "govtool apply, without --to")
        sent = make_statement(desk, "apply", {**wanted, **(said.words() or {})})
        where = organization_of(desk.book.state).name
        tell_statement(desk, sent, f"You apply to become a member of {where}.", as_json=as_json)
        return
    values = {
        "id": asked(name, "--id", "Your id (small letters, digits, hyphens)", TEXT),
        "name": asked(full_name, "--name", "Your name", TEXT),
        "wants": "member",
        **wanted,
    }
    write(desk, values, said, to, as_json=as_json)


def _withdraw(desk: Desk, *, as_json: bool) -> None:
    if not is_known(desk):
        mine = own_letter(desk)
        if mine is None:
            raise UsageError("nothing that you sent waits here", "see your steps: govtool status")
        raise UsageError(
            "nobody has brought your application in yet: it is no more than a branch of yours",
            f"delete it where you sent it: git push {desk.remote.name} --delete {mine.branch}",
        )
    sent = make_statement(desk, "withdraw-application", {})
    tell_statement(desk, sent, "You take your application back, and can apply again.", as_json=as_json)
