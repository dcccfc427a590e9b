"""`govtool withdraw`: takes back a proposal of yours, while it is a draft, submitted or open."""

from __future__ import annotations

import click

from govtool.cli.terminal.completion import open_proposals
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.cli.terminal.statement import Meant, drop_paper, statement_command
from govtool.cli.view.count import heading
from govtool.core.ids import MemberId
from govtool.domain.decisions.proposal import FILE
from govtool.domain.decisions.withdrawal import Withdraw
from govtool.errors import Refused, UsageError
from govtool.roles.decisions.proposal_service import (
    Kept,
    kept_by_id,
    read_proposal,
    remove_kept,
)
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk


@statement_command("withdraw", Withdraw, "govtool withdraw 7")
@click.argument("proposal", shell_complete=open_proposals)
@click.option("--unsent", is_flag=True, help="Delete a proposal that was never sent.")
def command(desk: Desk, proposal: str, unsent: bool, as_json: bool) -> Meant | None:
    """Take back a proposal of yours, before it opens or while it is open.

    With --unsent it deletes a proposal that this computer never sent, and nobody will ever see it.
    """
    if unsent:
        _drop(desk, proposal, as_json=as_json)
        return None
    try:
        kept = kept_by_id(desk, proposal)
    except UsageError:
        kept = None
    if kept is not None:
        _remove(desk, kept, as_json=as_json)
        return None
    entry = entry_named(desk, proposal)
    return Meant(f"You withdraw {heading(entry)}.", {"proposal": entry.number})


def _remove(desk: Desk, kept: Kept, *, as_json: bool) -> None:
    proposer = _proposer(desk, kept)
    if proposer not in (None, desk.member.id):
        raise UsageError(f"{kept.sheet.slug} is {proposer}'s", f"ask {proposer}")
    remove_kept(desk, kept)
    if as_json:
        print_json({"slug": kept.sheet.slug, "removed": True})
        return
    say(f"{kept.sheet.slug} was not open yet, and is taken off its branch.", bold=True)


def _drop(desk: Desk, slug: str, *, as_json: bool) -> None:
    waiting = {place.branch.partition("/")[2]: place for place in desk.outbox.unsent("proposal/")}
    place = waiting.get(slug)
    if place is None:
        what = f"these wait: {', '.join(waiting)}" if waiting else "no such proposal waits here unsent"
        raise UsageError(what, "see what waits: govtool status")
    drop_paper(desk, place, slug, slug, as_json=as_json)


def _proposer(desk: Desk, kept: Kept) -> MemberId | None:
    """The proposer of a draft. None if nobody can read its file: such a draft is in everybody's way."""
    try:
        return read_proposal(kept.sheet.files.get(FILE, b""), desk.book.state.catalogue).proposer
    except Refused:
        return None
