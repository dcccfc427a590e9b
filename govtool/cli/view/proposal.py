"""Shows a whole proposal: text, effects, rules and voter lists, the count, the times, and where the ballots are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from govtool.cli.terminal.json import picked
from govtool.cli.terminal.render import say, tell_findings
from govtool.cli.terminal.text import duration, joined, origin, tell_quoted, votes, when
from govtool.cli.view.activity import activity_data, tell_activities
from govtool.cli.view.case import tell_case
from govtool.cli.view.count import (
    closing,
    effects_data,
    heading,
    so_far,
    tally_data,
    tell_asked,
    tell_effects,
    tell_glance,
    tell_people,
    tell_rules,
    tell_tally,
)
from govtool.cli.view.critique import discussion_data, tell_discussion
from govtool.cli.view.outlook import result_words
from govtool.cli.view.rival import beside_data, tell_beside, tell_rivals
from govtool.core.canonical import emit
from govtool.core.phrase import grouped
from govtool.core.state import State
from govtool.core.text import lines_of
from govtool.domain.decisions.asked import Asked
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import draft_of, text_of
from govtool.domain.decisions.enactment import changing_the_same
from govtool.domain.decisions.proposal import FILE
from govtool.errors import Refused
from govtool.roles.day.failure import mark_seen
from govtool.roles.decisions.effect import Effects, FileEffect, effects_of, filed_texts, results_shown
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.glance import glance_at
from govtool.roles.desk.lookup import LARGE, decision_of, standing_of
from govtool.roles.people.activity import subjects
from govtool.roles.said.rival import due_words, rival_words
from govtool.roles.said.tried import trial_data

if TYPE_CHECKING:
    from govtool.roles.decisions.proposal_service import Kept

_MOST_LINES = 400
_MOST_WRITTEN = 200


def tell_proposal(desk: Desk, entry: DocketEntry) -> None:
    """Prints everything about a proposal that is or was open. It marks a failed one as seen."""
    mark_seen(desk, entry)
    say(heading(entry), bold=True)
    say(f"  {entry.status}; {origin(entry)}")
    tell_asked(desk.book.state, entry)
    _tell_times(desk, entry)
    tell_beside(desk, entry)
    tell_case(desk.book.state, entry, desk.now)
    texts = filed_texts(desk.book, desk.git, entry) or {}
    _tell_texts(texts)
    tell_rivals(desk, entry)
    if entry.is_pending and not (entry.decided is not None and entry.decided.lost):
        for result in results_shown(entry):
            tell_effects(without_texts(effects_of(desk.book, entry, desk.at, result), texts))
    tell_activities(desk, entry)
    tell_discussion(desk.book.state, entry, desk.now, _MOST_WRITTEN)
    say("The rules and voter lists:", bold=True)
    tell_rules(desk.book.state, entry)
    for rules, people in grouped((asked.rule, _voters(desk.book.state, asked)) for asked in entry.asked):
        say(f"  voter list of {rules}: {people}")
    if entry.recused:
        say(f"  recused: {joined(entry.recused)}")
    glance = glance_at(desk, entry)
    say("The count:", bold=True)
    if glance is not None:
        tell_glance(entry, glance)
    else:
        standing = standing_of(desk, entry)
        tell_tally(entry, standing.outcome)
        tell_people(standing)
    _tell_earlier(desk, entry)
    if entry.is_open:
        from govtool.roles.decisions.ballot_service import ways_to_vote

        say(f"  → govtool vote {entry.number} {'|'.join(ways_to_vote(entry))}")
    say(f"  → word for word, with its branches and commits: govtool show {entry.number} --as-filed")


def _voters(state: State, asked: Asked) -> str:
    """The people on a voter list with their votes; of a long one how many they are."""
    if asked.heads > LARGE:
        return f"{asked.heads:,} people with {votes(asked.weight)}; each of them is in the output of --json"
    return joined(f"{name} ({votes(weight)})" for name, weight in asked.voters(state).items())


def _tell_times(desk: Desk, entry: DocketEntry) -> None:
    now = desk.now
    say(f"  opened {when(entry.opened_at, now)}")
    if entry.is_open:
        if entry.earliest_at > now and entry.close != "deadline":
            say(f"  not decided before {when(entry.earliest_at, now)}")
        say(f"  {closing(entry, now)}")
        delay = duration(entry.delay)
        if entry.answers is not None:
            say("  takes effect if it passes and has the most votes for it of all answers")
        else:
            say("  takes effect " + ("at once" if delay == "no time" else f"{delay} after it has passed"))
    if entry.decided is not None:
        minute = decision_of(desk.book.state, entry)
        where = f", entry {minute.number}" if minute else ""
        say(f"  {entry.decided.result} {when(entry.decided.at, now)}{where}")
        if entry.enacted is None and entry.held_at is not None:
            say(f"  held back by an appeal since {when(entry.held_at, now)}", colour="yellow")
        elif words := due_words(entry, when(entry.effective_at or now, now)):
            say(f"  {words}")
    if entry.enacted is not None:
        reason = f" ({entry.enacted.reason})" if entry.enacted.reason else ""
        say(f"  {entry.enacted.result}{reason} {when(entry.enacted.at, now)}")
        if entry.enacted.rival is not None:
            rival = DocketEntry.of(desk.book.state, entry.enacted.rival)
            words = rival_words(entry.enacted.reason, heading(rival) if rival else entry.enacted.rival)
            say(f"  {words} → govtool show {entry.enacted.rival}")


def without_texts(effects: Effects, texts: Mapping[str, bytes]) -> Effects:
    """The effects with the name of a text instead of its lines, in a new file that would repeat it in full."""
    files = effects.files
    for name, data in sorted(texts.items()):
        lines = lines_of(data.decode("utf-8", "replace"))
        if name != FILE and lines:
            whole = emit({"text": lines})
            files = tuple(
                file if file.before is not None or file.after is None else _naming(file, whole, name) for file in files
            )
    return replace(effects, files=files)


def _naming(file: FileEffect, whole: bytes, name: str) -> FileEffect:
    return replace(file, after=(file.after or b"").replace(whole, f"text: (all of {name}, above)\n".encode()))


def tell_as_filed(desk: Desk, entry: DocketEntry) -> None:
    """Prints the files of a proposal as they were submitted, and the names of its branches and commits."""
    texts = filed_texts(desk.book, desk.git, entry)
    say(heading(entry), bold=True)
    say(
        f"  {entry.folder}, "
        + (f"submitted in {entry.filing}" if entry.filing else "submitted by nobody: it opened by itself")
    )
    if texts is None:
        say("  Its submission is not here. This is the copy in the proposal index.", colour="yellow")
    known = texts if texts is not None else text_of(draft_of(entry).proposal)
    _tell_lines(FILE, known[FILE])
    _tell_texts(known)
    say(f"  opened by entry {entry.minute}, commit {desk.book.commit_of(entry.minute)}")
    say(f"  ballots: branches vote/{entry.number}/NAME, receipts in gather/{entry.number}")


def _tell_texts(texts: Mapping[str, bytes]) -> None:
    for name, data in sorted(texts.items()):
        if name != FILE:
            _tell_lines(name, data)


def _tell_lines(name: str, data: bytes) -> None:
    say(f"{name}:", bold=True)
    try:
        tell_quoted(data.decode(), "  ", _MOST_LINES)
    except UnicodeDecodeError:
        say(f"  {len(data)} bytes that are no text")


def _tell_earlier(desk: Desk, entry: DocketEntry) -> None:
    """The count of the proposal that this one replaces."""
    earlier = DocketEntry.of(desk.book.state, entry.replaces) if entry.replaces else None
    if earlier is None:
        return
    outcome = standing_of(desk, earlier).outcome
    figures = so_far(outcome.tallies[outcome.deciding][1])
    if outcome.choice is not None:
        figures = result_words(earlier, outcome)
    say(f"  it replaces {heading(earlier)}, which was {earlier.status}: {figures}")


def tell_draft(desk: Desk, kept: Kept) -> None:
    """Prints a draft or a submission that is not open yet, and its faults."""
    from govtool.cli.view.preview import tell_preview
    from govtool.roles.decisions.proposal_service import preview_commit

    say(_draft_heading(kept), bold=True)
    _tell_texts(kept.sheet.files)
    try:
        seen = preview_commit(desk, kept.commit)
        tell_preview(replace(seen, effects=without_texts(seen.effects, kept.sheet.files)))
    except Refused as error:
        say("It cannot be opened as it is:", colour="yellow")
        tell_findings(error.findings)
    say(f"  → word for word: govtool show {kept.sheet.slug} --as-filed")


def tell_draft_as_filed(kept: Kept) -> None:
    """Prints the files of a draft or a submission that is not open yet."""
    say(_draft_heading(kept), bold=True)
    _tell_lines(FILE, kept.sheet.files.get(FILE, b""))
    _tell_texts(kept.sheet.files)
    say(f"  commit {kept.commit}")


def _draft_heading(kept: Kept) -> str:
    return f"{kept.sheet.slug}: " + ("a draft" if kept.is_draft else "submitted, and not open yet")


def proposal_data(desk: Desk, entry: DocketEntry) -> dict[str, object]:
    """Everything about a proposal for a program."""
    standing, texts = standing_of(desk, entry), filed_texts(desk.book, desk.git, entry)
    more = picked(
        entry,
        "status",
        opening=standing.opening.digest,
        opening_commit=desk.book.commit_of(entry.minute),
        texts=None if texts is None else {name: data.decode("utf-8", "replace") for name, data in texts.items()},
        effects=effects_data(effects_of(desk.book, entry, desk.at)) if entry.enacted is None else None,
        tally=tally_data(entry, standing),
        critique=discussion_data(desk.book.state, entry),
        trial=trial_data(desk.book.state, entry),
        **beside_data(desk.book.state, entry),
        changes_the_same=[other.number for other, _ in changing_the_same(desk.book.state, entry)],
        records=[activity_data(desk, member) for member in subjects(entry)],
    )
    return {**entry.data(), **more}
