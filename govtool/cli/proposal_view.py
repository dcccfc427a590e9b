"""How a whole proposal looks: text, effects, rules and rolls, the count, the times, and where the ballots are."""

from __future__ import annotations

from govtool.cli.case_view import tell_case
from govtool.cli.filing import tell_preview
from govtool.cli.render import say, tell_findings
from govtool.cli.text import duration, joined, one_line, origin, votes, when
from govtool.cli.track_view import tell_tracks, track_data
from govtool.cli.view import (
    closing,
    effects_data,
    heading,
    so_far,
    tally_data,
    tell_effects,
    tell_people,
    tell_rules,
    tell_tally,
)
from govtool.core.canonical import emit
from govtool.domain.docket import DocketEntry, entry_of
from govtool.domain.proposal import FILE
from govtool.errors import Refused
from govtool.roles.desk import Desk
from govtool.roles.effect import effects_of, filed_texts
from govtool.roles.lookup import decision_of, standing_of
from govtool.roles.proposal_desk import Kept, preview_commit
from govtool.roles.statement_desk import time_of
from govtool.roles.track import subjects

_MOST_LINES = 400


def tell_proposal(desk: Desk, entry: DocketEntry) -> None:
    """Prints everything about a proposal that is or was open."""
    say(heading(entry), bold=True)
    say(f"  {entry.status}; {origin(entry)}; {entry.folder}")
    say(f"  {one_line(entry.summary)}")
    _tell_times(desk, entry)
    _tell_actions(entry)
    tell_case(desk.book.state, entry, desk.now)
    _tell_texts(filed_texts(desk.book, desk.git, entry))
    if entry.enacted is None and (entry.is_open or (entry.decided is not None and entry.decided.due_at)):
        tell_effects(effects_of(desk.book, entry, time_of(desk)))
    tell_tracks(desk, entry)
    say("Who decides:", bold=True)
    tell_rules(entry)
    for asked in entry.asked:
        say(f"  roll of {asked.rule}: {joined(f'{name} ({votes(w)})' for name, w in asked.weights.items())}")
    if entry.recused:
        say(f"  stand aside by their own word: {joined(entry.recused)}")
    standing = standing_of(desk, entry)
    say("The count:", bold=True)
    tell_tally(entry, standing.outcome)
    tell_people(entry, standing)
    _tell_earlier(desk, entry)
    say(f"  ballots: branches vote/{entry.number}/NAME, gathered in gather/{entry.number}")
    say(f"  opened by minute {entry.minute}, commit {standing.opening.commit}")
    if entry.is_open:
        say(f"  → govtool vote {entry.number} for|against|abstain")


def _tell_times(desk: Desk, entry: DocketEntry) -> None:
    now = desk.now
    say(f"  opened {when(entry.opened_at, now)}")
    if entry.is_open:
        if entry.earliest_at > now and entry.close != "deadline":
            say(f"  not decided before {when(entry.earliest_at, now)}")
        say(f"  {closing(entry, now)}")
        delay = duration(entry.delay)
        say("  takes effect " + ("at once" if delay == "no time" else f"{delay} after it has passed"))
    if entry.decided is not None:
        minute = decision_of(desk.book.state, entry)
        where = f", minute {minute.number}" if minute else ""
        say(f"  {entry.decided.result} {when(entry.decided.at, now)}{where}")
        if entry.enacted is None and entry.held_at is not None:
            say(f"  held back by an appeal since {when(entry.held_at, now)}", colour="yellow")
        elif entry.enacted is None and entry.decided.due_at is not None:
            say(f"  takes effect {when(entry.decided.due_at, now)}")
    if entry.enacted is not None:
        reason = f" ({entry.enacted.reason})" if entry.enacted.reason else ""
        say(f"  {entry.enacted.result}{reason} {when(entry.enacted.at, now)}")


def _tell_actions(entry: DocketEntry) -> None:
    say("What it asks for:", bold=True)
    for action in entry.actions:
        for line in emit(action.data()).decode().splitlines():
            say(f"  {line}")


def _tell_texts(texts: dict[str, bytes] | None) -> None:
    for name, data in sorted((texts or {}).items()):
        if name == FILE:
            continue
        say(f"{name}:", bold=True)
        try:
            lines = data.decode().splitlines()
        except UnicodeDecodeError:
            say(f"  {len(data)} bytes that are no text")
            continue
        # the bar: no text of a proposer can pass for what govtool says of it
        for line in lines[:_MOST_LINES]:
            say(f"  | {line}".rstrip())
        if len(lines) > _MOST_LINES:
            say(f"  ... and {len(lines) - _MOST_LINES} lines more")


def _tell_earlier(desk: Desk, entry: DocketEntry) -> None:
    """The count of the proposal that this one replaces."""
    earlier = entry_of(desk.book.state, entry.replaces) if entry.replaces else None
    if earlier is None:
        return
    outcome = standing_of(desk, earlier).outcome
    figures = so_far(outcome.tallies[outcome.deciding][1])
    say(f"  it replaces {heading(earlier)}, which was {earlier.status}: {figures}")


def tell_draft(desk: Desk, kept: Kept) -> None:
    """Prints a draft or a filing that is not open yet, and what is wrong with it."""
    say(f"{kept.sheet.slug}: " + ("a draft" if kept.is_draft else "filed, and not open yet"), bold=True)
    for line in kept.sheet.files.get(FILE, b"").decode("utf-8", "replace").splitlines():
        say(f"  | {line}".rstrip())
    _tell_texts(dict(kept.sheet.files))
    try:
        tell_preview(preview_commit(desk, kept.commit))
    except Refused as error:
        say("It cannot be opened as it is:", colour="yellow")
        tell_findings(error.findings)


def proposal_data(desk: Desk, entry: DocketEntry) -> dict[str, object]:
    """Everything about a proposal for a program."""
    standing, now = standing_of(desk, entry), time_of(desk)
    texts = filed_texts(desk.book, desk.git, entry)
    return {
        **entry.data(),
        "status": entry.status,
        "opening": standing.opening.digest,
        "opening_commit": standing.opening.commit,
        "texts": None if texts is None else {name: data.decode("utf-8", "replace") for name, data in texts.items()},
        "effects": effects_data(effects_of(desk.book, entry, now)) if entry.enacted is None else None,
        "tally": tally_data(entry, standing),
        "records": [track_data(desk, member) for member in subjects(entry)],
    }
