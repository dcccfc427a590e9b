"""`govtool tally`: the count of a vote, open or decided, also with what-if choices."""

from __future__ import annotations

import click

from govtool.cli.terminal.completion import all_proposals
from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import print_json
from govtool.cli.terminal.render import say
from govtool.cli.view.count import closing, heading, received_words, tally_data, tell_glance, tell_people, tell_tally
from govtool.core.ids import MemberId
from govtool.domain.decisions import docket
from govtool.domain.decisions.ballot import Said
from govtool.domain.decisions.docket import DocketEntry
from govtool.errors import EXIT_UNDECIDED, UsageError
from govtool.roles.decisions.ballot_service import counted_as, outcome_with, said_by, ways_to_vote
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.glance import glance_at
from govtool.roles.desk.lookup import Standing, member_by_id, standing_of


@desk_command("tally", "govtool tally 7 --if dan=for --if erin=against")
@click.argument("proposal", required=False, shell_complete=all_proposals)
@click.option("--if", "supposed", multiple=True, metavar="PERSON=CHOICE", help="What if somebody chose this?")
@click.option("--all", "everybody", is_flag=True, help="List each ballot, however many there are.")
def command(desk: Desk, proposal: str | None, supposed: tuple[str, ...], everybody: bool, as_json: bool) -> int:
    """Count a vote: what each rule needs, which ballots count and why others do not, and whose votes are missing.

    Without PROPOSAL it counts every open vote. Of more than 500 ballots it lists only those that do not count.

    Exit status 11 while the named proposal is not decided yet, 0 once it is. So a script can wait for it.
    """
    if proposal is None:
        if supposed:
            raise UsageError("--if needs a proposal", "govtool tally ID --if dan=for")
        _all(desk, everybody=everybody, as_json=as_json)
        return 0
    entry = entry_named(desk, proposal)
    said = _supposed(desk, entry, supposed)
    if not said and not as_json and not everybody and _tell_glance(desk, entry):
        return EXIT_UNDECIDED if entry.is_open else 0
    standing = standing_of(desk, entry)
    if as_json:
        votes = {name: counted_as(entry, each) for name, each in said.items()}
        data = tally_data(entry, standing, outcome_with(standing, votes), votes)
        print_json({**data, "if": {name: each.words for name, each in said.items()}} if said else data)
    else:
        _tell(desk, entry, standing, said)
    return EXIT_UNDECIDED if entry.is_open else 0


def _supposed(desk: Desk, entry: DocketEntry, supposed: tuple[str, ...]) -> dict[MemberId, Said]:
    """The votes of `--if`. Raises UsageError for people without a vote here and words that are no vote."""
    if supposed and not entry.is_open:
        raise UsageError(f"{entry.number} is decided: {entry.status}", f"govtool tally {entry.number}, without --if")
    said: dict[MemberId, Said] = {}
    for item in supposed:
        name, separator, choice = item.partition("=")
        if not separator:
            raise UsageError(f"{item!r} supposes nothing", f"--if PERSON={'|'.join(ways_to_vote(entry))}")
        member = member_by_id(desk.book.state, name)
        if member.id not in entry.voters(desk.book.state):
            raise UsageError(
                f"{member.id} has no vote on {entry.number}", f"see who can vote: govtool show {entry.number}"
            )
        said[member.id] = said_by(entry, choice)
    return said


def _all(desk: Desk, *, everybody: bool, as_json: bool) -> None:
    entries = [entry for entry in docket.open_entries(desk.book.state) if entry.is_open]
    if as_json:
        print_json([tally_data(entry, standing_of(desk, entry)) for entry in entries])
        return
    for entry in entries:
        if everybody or not _tell_glance(desk, entry):
            _tell(desk, entry, standing_of(desk, entry), {})
    if not entries:
        say("No vote is open. To count a closed one: govtool tally ID")


def _tell_glance(desk: Desk, entry: DocketEntry) -> bool:
    """Prints the figures of a vote with so many ballots that nobody reads them all; False if it has few."""
    glance = glance_at(desk, entry)
    if glance is None:
        return False
    say(heading(entry), bold=True)
    say(f"  {closing(entry, desk.now)}")
    tell_glance(entry, glance)
    return True


def _tell(desk: Desk, entry: DocketEntry, standing: Standing, said: dict[MemberId, Said]) -> None:
    say(heading(entry), bold=True)
    say(f"  {closing(entry, desk.now)}")
    tell_tally(entry, standing.outcome)
    if said:
        say(f"  If {', '.join(f'{name} {each.words}' for name, each in said.items())}:", bold=True)
        tell_tally(entry, outcome_with(standing, {name: counted_as(entry, each) for name, each in said.items()}))
    tell_people(standing)
    if entry.is_open:
        kept = sum(1 for cast in standing.count.counted if cast.commit in standing.gathered)
        say(f"  {received_words(kept, len(standing.count.counted))}")
