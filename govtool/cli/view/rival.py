"""Shows proposals beside each other: those that answer one question, and those that change the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import joined, one_line, when
from govtool.cli.view.count import heading, not_counted, so_far
from govtool.core.state import State
from govtool.core.tally import PASSED
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.enactment import changing_the_same
from govtool.domain.decisions.rival import beside, leading, question_of
from govtool.roles.decisions.ballot_service import arrived_for, standing_by
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import Standing, standing_of
from govtool.roles.said.rival import answers_words
from govtool.roles.said.saying import asked_for


def tell_beside(desk: Desk, entry: DocketEntry) -> None:
    """Prints which question a proposal answers beside others, until when others can join, and who changes the same."""
    state = desk.book.state
    words, question = answers_words(state, entry), question_of(state, entry)
    if words:
        say(f"  {words}")
    if question is not None and question.joins_until > desk.now:
        say(f"  others can answer it until {when(question.joins_until, desk.now)}")
    for other, things in changing_the_same(state, entry):
        what = f"{heading(other)} changes the same: {joined(sorted(things))}"
        say(f"  {what}. If both pass, the second to take effect can fail.", colour="yellow")


def tell_rivals(desk: Desk, entry: DocketEntry) -> None:
    """Prints the answers to the question of a proposal as one table: what each does, and its votes so far."""
    others = beside(desk.book.state, entry)
    if others:
        tell_answers(desk, sorted([entry, *others], key=lambda each: each.number))


def tell_answers(desk: Desk, entries: Sequence[DocketEntry]) -> None:
    """Prints proposals that answer one question as one table. You can be for several of them."""
    say(f"The answers to the question {entries[0].answers}; you can be for several:", bold=True)
    rows: list[tuple[object, ...]] = []
    standings = [_standing(desk, entry) for entry in entries]
    for entry, standing in zip(entries, standings, strict=True):
        does = one_line(" ".join(asked_for(entry, desk.book.state)[1]))
        rows.append((entry.number, one_line(entry.title), does, _votes(desk, entry, standing)))
    table(rows)
    known = [standing for standing in standings if standing is not None]
    if len(known) == len(standings) and not any(entry.decided and entry.decided.due_at for entry in entries):
        say(f"  if the votes closed now: {_leads(desk.book.state, entries, known)}", bold=True)


def _standing(desk: Desk, entry: DocketEntry) -> Standing | None:
    return standing_by(desk, arrived_for(desk, entry, None)) if entry.is_open else standing_of(desk, entry)


def _votes(desk: Desk, entry: DocketEntry, standing: Standing | None) -> str:
    if standing is None:
        return not_counted(entry, arrived_for(desk, entry, None))
    figures = so_far(standing.outcome.tallies[standing.outcome.deciding][1])
    return figures if entry.is_open else f"{entry.status}: {figures}"


def _leads(state: State, entries: Sequence[DocketEntry], standings: Sequence[Standing]) -> str:
    """The outcome of a question if its votes closed now."""
    question = question_of(state, entries[0])
    passing = {
        entry.number: standing.count.votes
        for entry, standing in zip(entries, standings, strict=True)
        if standing.outcome.result == PASSED and (entry.is_open or entry.awaits_rivals)
    }
    first = leading(state, question, passing) if question is not None else ()
    if len(first) == 1:
        return f"{first[0]} would take effect"
    return f"nothing would take effect: {joined(first)} are tied" if first else "none of them would pass"


def beside_data(state: State, entry: DocketEntry) -> dict[str, object]:
    """The question that a proposal answers, and the numbers of the others, for a program."""
    return {"answers": entry.answers, "beside": [each.number for each in beside(state, entry)]}
