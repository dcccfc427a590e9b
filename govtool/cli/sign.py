"""`govtool sign`: what waits for my signature, shown in full before it is signed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import click

from govtool.cli.context import desk_of, json_option, offline_option, tell_notes
from govtool.cli.founding_view import tell_founding
from govtool.cli.hours_view import tell_waiting_hours
from govtool.cli.render import as_json as print_json
from govtool.cli.render import say
from govtool.errors import UsageError
from govtool.roles.desk import Desk
from govtool.roles.statement_desk import StatementSent, make_statement
from govtool.roles.waiting import ToSign, to_sign

SHOWN: Mapping[str, Callable[[Desk], None]] = {"accept": tell_founding, "approve-hours": tell_waiting_hours}
"""How a person is shown what they sign, by kind of statement."""


@click.command("sign", epilog="Example: govtool sign")
@click.option("--yes", is_flag=True, help="Sign all that waits without asking.")
@json_option
@offline_option
@click.pass_context
def command(ctx: click.Context, yes: bool, as_json: bool, offline: bool) -> None:
    """Sign what waits for your signature, such as the founding. It is shown in full first."""
    desk = desk_of(ctx, offline=offline)
    waiting = to_sign(desk, desk.member.id)
    if not waiting:
        if as_json:
            print_json({"signed": []})
        else:
            say("Nothing waits for your signature.")
            tell_notes(desk)
        return
    if not yes and (as_json or not sys.stdin.isatty()):
        for item in waiting:
            _show(desk, item, error=as_json)
        raise UsageError("this is no terminal to ask on; nothing was signed", "read it, then: govtool sign --yes")
    signed = [(item, sent) for item in waiting if (sent := _sign(desk, item, yes=yes, quiet=as_json)) is not None]
    if as_json:
        print_json({"signed": [_data(item, sent) for item, sent in signed]})
        return
    tell_notes(desk)


def _show(desk: Desk, item: ToSign, *, error: bool = False) -> None:
    say(f"Waits for your signature: {item.about}", bold=True, error=error)
    if item.kind in SHOWN and not error:
        SHOWN[item.kind](desk)


def _sign(desk: Desk, item: ToSign, *, yes: bool, quiet: bool) -> StatementSent | None:
    if not quiet:
        _show(desk, item)
    if not yes and not click.confirm(f"Do you sign {item.about}?", default=False):
        say("  not signed")
        return None
    sent = make_statement(desk, item.kind, item.body)
    if not quiet:
        done = "signed and delivered" if sent.state == "delivered" else "signed, and kept until it can be sent"
        say(f"  {done}; it holds once the clerk has taken it. → govtool status")
    return sent


def _data(item: ToSign, sent: StatementSent) -> dict[str, object]:
    return {
        "kind": item.kind,
        "about": item.about,
        "commit": sent.commit,
        "branch": sent.branch,
        "number": sent.number,
        "state": sent.state,
    }
