"""`govtool vote`: casts your ballot on a proposal, or goes through all that wait."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import click

from govtool.cli.day.ranking import ask_options, tell_left_out
from govtool.cli.terminal.completion import CHOICES, choices, open_proposals
from govtool.cli.terminal.context import NamedFile, desk_command
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import is_agreed, say
from govtool.cli.terminal.statement import drop_paper
from govtool.cli.terminal.text import origin, typed_text, when
from govtool.cli.terminal.typed import answered
from govtool.cli.view.activity import tell_activities
from govtool.cli.view.case import tell_case
from govtool.cli.view.count import (
    closing,
    heading,
    not_counted,
    tally_data,
    tell_asked,
    tell_effects,
    tell_rules,
    tell_tally,
    tell_tried,
)
from govtool.cli.view.critique import discussion_data, tell_discussion
from govtool.cli.view.outlook import difference_words
from govtool.cli.view.rival import tell_beside, tell_rivals
from govtool.core import typed
from govtool.core.finding import finding
from govtool.core.tally import Choice
from govtool.domain.decisions.ballot import Said
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.money.allocation import PayDebts
from govtool.errors import Refused, UsageError
from govtool.roles.day.waiting import open_votes
from govtool.roles.decisions.ballot_service import (
    BallotSent,
    arrived_for,
    cast_ballot,
    choices_of,
    counted_as,
    outcome_with,
    resend_lost,
    said_by,
    standing_by,
    standing_for,
    ways_to_vote,
    why_not_on_roll,
    write_bundle,
)
from govtool.roles.decisions.effect import effects_of, results_shown
from govtool.roles.decisions.pull_request import entry_named
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import Standing
from govtool.roles.said.near import offered

_MEANT = {**{choice: choice for choice in CHOICES}, "yes": "for", "no": "against"}
"""The choice that each word means."""


@desk_command("vote", "govtool vote 7 for --reason 'we can afford it'")
@click.argument("proposal", required=False, shell_complete=open_proposals)
@click.argument("choice", required=False, shell_complete=choices)
@click.option("--reason", help="Your reason. Public permanently.")
@click.option("--to", "file", type=NamedFile(), help="Write the ballot into a file to carry by hand.")
@click.option("--unsent", is_flag=True, help="Delete a ballot that was never sent.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def command(
    desk: Desk,
    proposal: str | None,
    choice: str | None,
    reason: str | None,
    file: Path | None,
    unsent: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Vote for, against or abstain (or block, if the rule allows blocks).

    If a proposal has options, rank them, the best first: red-keys,spwc=none. In an approval vote name all that you
    approve: red-keys,spwc.

    Without arguments it goes through every vote that waits for you. It shows each proposal, what it changes, the votes
    so far, and what your vote would change. With PROPOSAL and CHOICE it votes at once. First it shows the lines of a
    payout, or the effects of each option. If you vote again, the last ballot counts.

    With --unsent it deletes your ballot on PROPOSAL if this computer never sent it, and nobody will ever see it.
    """
    if unsent:
        _drop(desk, proposal, as_json=as_json)
        return
    reason = typed_text(reason) or None if reason else None
    if proposal is None:
        _walk(desk, reason, yes=yes)
        return
    _refuse_swapped(proposal, choice)
    entry = entry_named(desk, proposal)
    refuse_closed(desk, entry)
    _refuse_strangers(desk, entry)
    if choice is None and as_json:
        raise UsageError("say what you choose", f"govtool vote {entry.number} {'|'.join(ways_to_vote(entry))} --json")
    if choice is None:
        _ask_about(desk, entry, reason, yes=yes)
        return
    wanted = said_by(entry, choice)
    counted_as(entry, wanted)
    if not as_json:
        tell_case(desk.book.state, entry, desk.now)
        tell_tried(desk.book.state, entry)
        tell_beside(desk, entry)
        tell_discussion(desk.book.state, entry, desk.now)
        _tell_binding(desk, entry)
        tell_activities(desk, entry)
        tell_left_out(entry, wanted)
    sent = cast_ballot(desk, entry, wanted, reason, send=file is None)
    if file is not None:
        _carry(desk, sent, file)
    _report(desk, entry, sent, as_json=as_json)


def _drop(desk: Desk, proposal: str | None, *, as_json: bool) -> None:
    mine = {place.branch.split("/")[1]: place for place in desk.outbox.unsent("vote/") if _is_mine(desk, place.branch)}
    number = entry_named(desk, proposal).number if proposal is not None else next(iter(mine), None)
    if number is None or number not in mine or (proposal is None and len(mine) > 1):
        what = f"ballots wait on: {', '.join(mine)}" if mine else "no ballot of yours waits here unsent"
        raise UsageError(
            what, f"govtool vote {next(iter(mine))} --unsent" if mine else "see what waits: govtool status"
        )
    drop_paper(desk, mine[number], number, f"your ballot on {number}", as_json=as_json)


def _is_mine(desk: Desk, branch: str) -> bool:
    return branch.rpartition("/")[2] == desk.member.id


def _refuse_swapped(proposal: str, choice: str | None) -> None:
    """Raises UsageError if somebody typed the choice in the place of the proposal."""
    meant = _MEANT.get(proposal.lower())
    if meant is None or (choice is not None and choice.lower() in _MEANT):
        return
    right = f"govtool vote {choice or 'ID'} {meant}"
    raise UsageError(f"the proposal comes before the choice{offered([right]) if choice else ''}", right)


def refuse_closed(desk: Desk, entry: DocketEntry) -> None:
    """Prints the result if the vote is closed. Raises Refused then."""
    if entry.decided is not None:
        say(f"{heading(entry)} is closed: {entry.status} since {when(entry.decided.at, desk.now)}", error=True)
        raise Refused([finding("not_open", number=entry.number)])


def _refuse_strangers(desk: Desk, entry: DocketEntry) -> None:
    """Prints why a person has no vote here, before anything is signed. Raises Refused then."""
    member = desk.member
    if member.id not in entry.voters(desk.book.state):
        say(f"{heading(entry)}: you have no vote here, because {why_not_on_roll(desk, entry, member)}", error=True)
        raise Refused([finding("not_in_electorate", voter=member.id, number=entry.number)])


def _tell_binding(desk: Desk, entry: DocketEntry) -> None:
    """Prints the lines of a payout before its ballot is signed: people vote on lines, not on a total. Prints the
    effects of every option too: nobody ranks what they were not shown.
    """
    if entry.options or any(isinstance(action, PayDebts) for action in entry.actions):
        tell_effects(effects_of(desk.book, entry, desk.at), desk.member.id)
        say(f"  all of it, word for word: govtool show {entry.number}")


def _carry(desk: Desk, sent: BallotSent, file: Path) -> None:
    if sent.state != "signed":
        say(f"Nothing to carry: your ballot is {sent.state} already.")
        return
    write_bundle(desk, sent.branch, file.absolute())
    say(f"Written to {file.absolute()}. Anybody can bring it in: govtool take {file}", error=True)


# All votes that wait ---------------------------------------------------------------------------------------------


def _walk(desk: Desk, reason: str | None, *, yes: bool) -> None:
    member = desk.member
    for vote in open_votes(desk, member.id):
        if vote.waits:
            resend_lost(desk, vote.entry)
    waiting = [vote for vote in open_votes(desk, member.id) if vote.waits]
    if not waiting:
        say("Nothing waits for your vote. To change a vote of yours: govtool vote ID CHOICE")
        return
    if not sys.stdin.isatty():
        numbers = ", ".join(heading(vote.entry) for vote in waiting)
        raise UsageError(f"this is no terminal to ask on; waiting for you: {numbers}", "govtool vote ID CHOICE")
    shown = ""
    for place, vote in enumerate(waiting, start=1):
        if vote.entry.answers and vote.entry.answers != shown:
            tell_rivals(desk, vote.entry)
        shown = vote.entry.answers or ""
        say(f"({place} of {len(waiting)})")
        _ask_about(desk, vote.entry, reason, yes=yes)
    say("That was all. Next: govtool status")


def _ask_about(desk: Desk, entry: DocketEntry, reason: str | None, *, yes: bool) -> None:
    standing = standing_for(desk, entry, desk.member.id)
    _tell_proposal(desk, entry, standing)
    known = choices_of(entry) if not entry.options else ()
    for choice in known:
        say(f"  {choice}: {_with_mine(desk, standing, Said(choice=choice))}")
    if not sys.stdin.isatty():
        raise UsageError(
            "this is no terminal to ask on", f"govtool vote {entry.number} {'|'.join(ways_to_vote(entry))}"
        )
    said = ask_options(entry) if entry.options else _ask_choice(known)
    if said is None:
        say("  skipped")
        return
    if entry.options:
        say(f"  {said.words}: {_with_mine(desk, standing, said)}")
    if reason is None:
        why = click.prompt("Why (public permanently; empty: no reason)", default="", show_default=False)
        reason = typed_text(why) or None
    if is_agreed(f"Sign {said.words} on {heading(entry)}?", yes=yes, default=True):
        _report(desk, entry, cast_ballot(desk, entry, said, reason), as_json=False)


def _with_mine(desk: Desk, standing: Standing, said: Said) -> str:
    """Prints the change that a vote of mine would bring."""
    mine = {desk.member.id: counted_as(standing.opening.entry, said)}
    return difference_words(standing.outcome, outcome_with(standing, mine))


def _ask_choice(known: tuple[Choice, ...]) -> Said | None:
    """The choice that somebody types; None if they skip the vote."""
    words = (*known, "skip")
    answer = answered(f"Your vote ({', '.join(words)})", lambda text: typed.choice(text, words), default="skip")
    return None if answer == "skip" else Said(choice=cast(Choice, answer))


def _tell_proposal(desk: Desk, entry: DocketEntry, standing: Standing) -> None:
    say(heading(entry), bold=True)
    say(f"  {origin(entry)}")
    tell_asked(desk.book.state, entry)
    say(f"  {closing(entry, desk.now)}")
    tell_beside(desk, entry)
    tell_rules(desk.book.state, entry)
    tell_case(desk.book.state, entry, desk.now)
    for result in results_shown(entry):
        tell_effects(effects_of(desk.book, entry, desk.at, result))
    tell_activities(desk, entry)
    tell_discussion(desk.book.state, entry, desk.now)
    tell_tally(entry, standing.outcome)
    say(f"  the whole text: govtool show {entry.number}")


# The result ------------------------------------------------------------------------------------------------------


def _report(desk: Desk, entry: DocketEntry, sent: BallotSent, *, as_json: bool) -> None:
    if as_json:
        standing = standing_for(desk, entry, desk.member.id)
        names, tally = "ballot.voter ballot.cast commit state", tally_data(entry, standing)
        critique, words = discussion_data(desk.book.state, entry), sent.ballot.says.words
        print_json(
            picked(sent, names, choice=words, proposal=entry.number, new=sent.is_new, tally=tally, critique=critique)
        )
        return
    number, vote = sent.ballot.cast, f'Your vote on {entry.number} "{entry.title}": {sent.ballot.says.words}'
    if not sent.is_new:
        say(f"{vote} already; it is {_state_words(sent)}. Nothing new was signed.", bold=True)
    else:
        say(vote + (f" (ballot {number}: it replaces your earlier ones)" if number > 1 else ""), bold=True)
        say(f"  {_state_words(sent)}")
    arrived = arrived_for(desk, entry, desk.member.id)
    counted = standing_by(desk, arrived)
    if counted is None:
        say(f"  {not_counted(entry, arrived)}")
    else:
        tell_tally(entry, counted.outcome)
    say(f"  {closing(entry, desk.now)}")
    if sent.state == "signed":
        say("  → try to send it again: govtool status")


def _state_words(sent: BallotSent) -> str:
    return {
        "signed": "signed, and kept on this computer until it can be sent",
        "delivered": "signed and delivered; it counts once the clerk has received it",
        "counted": "signed, delivered and received by the clerk: it counts",
    }[sent.state]
