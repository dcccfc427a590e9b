"""`govtool federation prove`, `change-affiliate`, `leave` and `stay`: an organisation joins, acts and leaves."""

from __future__ import annotations

from pathlib import Path

import click

from govtool.cli.federation.argument import affiliate_argument
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, statement_command
from govtool.cli.terminal.text import duration
from govtool.domain.constitution.affiliate import LEAVES_AFTER, affiliate_of
from govtool.domain.federation.leaving import LeaveFederation, StayInFederation
from govtool.domain.federation.mandate import ChangeAffiliate
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.io.file.yamlfile import load
from govtool.roles.decisions.admission_paper import admission_in, signed_admission
from govtool.roles.desk.desk import Desk
from govtool.roles.said.saying import sentence


@desk_command("prove", "govtool federation prove commune.yaml --person finn --name Finn --to finn.yaml")
@click.argument("source", metavar="FILE", type=NamedFile())
@click.option("--person", metavar="ID", help="The id that you will have here, if you are no member yet.")
@click.option("--name", help="Your name, if you are no member yet.")
@click.option("--to", "file", type=NamedFile(), help="Write it there, do not print it.")
def prove(desk: Desk, source: Path, person: str | None, name: str | None, file: Path | None) -> None:
    """Sign that your organisation joins.

    FILE is a proposal, or holds the fields of admit-affiliate.

    All signers sign, or five people of an organisation that decides by a vote of its people. Your signature is for all
    that FILE says of it. A member then types: govtool propose admit-affiliate ... --people @FILE for each of you.
    """
    state, member = desk.book.state, desk.known_member
    action = admission_in(state, load(read_file(source), source.name).value, source.name)
    who, called = (member.id, member.name) if member is not None else (person, name)
    if who is None or called is None:
        raise UsageError("say who you will be here", "govtool federation prove FILE --person ID --name NAME")
    row = signed_admission(desk, action, who, called)
    say(sentence(action, state), error=True)
    if file is None:
        click.echo(row.decode(), nl=False)
    else:
        file.write_bytes(row)
        say(f"Wrote {file}: {who} signs for {action.id}. It is no secret.")
        say("  → a member types: govtool propose admit-affiliate ... --people @" + file.name)


@statement_command(
    "change-affiliate", ChangeAffiliate, "govtool federation change-affiliate commune --signers finn,gita,ivo --need 2"
)
@affiliate_argument
def change_affiliate(
    desk: Desk, affiliate: str, mandates: list[object] | None, signers: list[object] | None, need: int | None
) -> Meant:
    """Change an affiliate's mandates or signers.

    It takes as many of its signers as it needs now: govtool show affiliate NAME.

    The new mandates replace all old ones, so leaving a person out recalls them at once. --mandates '[]' recalls all.
    Write a mandate so: --mandate 'enrol=finn,gita need=1 until=2027-11-01'.
    """
    body = {"affiliate": affiliate, "mandates": mandates, "signers": signers, "need": need}
    return Meant(f"You change who acts for {affiliate}.{_others(desk, affiliate)}", body)


@statement_command("leave", LeaveFederation, "govtool federation leave commune")
@affiliate_argument
def leave(desk: Desk, affiliate: str) -> Meant:
    """Leave with your affiliate, 90 days later.

    Its people keep their votes here. To leave yourself: govtool resign.
    """
    return Meant(f"You say that {affiliate} leaves, {duration(LEAVES_AFTER)} later.", {"affiliate": affiliate})


@statement_command("stay", StayInFederation, "govtool federation stay commune")
@affiliate_argument
def stay(desk: Desk, affiliate: str) -> Meant:
    """Stay with your affiliate after all.

    It works until the affiliate has left.
    """
    return Meant(f"You say that {affiliate} stays.", {"affiliate": affiliate})


def _others(desk: Desk, affiliate: str) -> str:
    """How many signers are needed, in words."""
    found = affiliate_of(desk.book.state, affiliate, desk.at)
    return f" {found.need} signers must sign it: govtool sign" if found is not None and (found.need or 0) > 1 else ""
