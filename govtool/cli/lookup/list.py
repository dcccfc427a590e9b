"""`govtool list`: the records of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import click

from govtool.cli.terminal.context import desk_command
from govtool.cli.terminal.json import answer, picked, print_json
from govtool.cli.terminal.render import say, table
from govtool.cli.terminal.text import hours, local, one_line, votes
from govtool.cli.view.affiliation import belonging_words
from govtool.cli.view.money import tell_budgets, tell_entries, tell_wages
from govtool.cli.view.record import in_words
from govtool.core.code import sentence_of
from govtool.core.record import Record
from govtool.core.state import State
from govtool.core.times import Instant, date_of
from govtool.core.wording import Form, render
from govtool.domain.constitution.bylaws import bylaws_of, has_kind
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.money.budget import Budget
from govtool.domain.money.treasury import Entry
from govtool.domain.work.wage import wages_of
from govtool.errors import UsageError
from govtool.roles.clerk.letter import JudgedLetter
from govtool.roles.day.waiting import MyFiling, filings
from govtool.roles.desk.desk import Desk
from govtool.roles.minutes.registry import NEWEST
from govtool.roles.people.letter_service import waiting_letters
from govtool.roles.said.form import forms_of

KINDS = {kind: kind for kind in NEWEST.records} | {"proposal": "docket", "draft": "draft", "letter": "letter"}
"""The words that can be typed, in the singular, and the kind of record that they mean."""
_FEW_CLOSED = 20


@desk_command("list", "govtool list members")
@click.argument("kind", default="proposals")
@click.option("--all", "everything", is_flag=True, help="Every closed proposal too, not only the last 20.")
def command(desk: Desk, kind: str, everything: bool, as_json: bool) -> None:
    """List proposals, drafts, questions, trials, members, teams, policies, or any other kind of record.

    With --json it gives the records as the registry has them.
    """
    state = desk.book.state
    wanted = kind_of(kind, state)
    if wanted == "letter":
        _list_letters(desk, as_json=as_json)
    elif wanted == "draft":
        drafts = [_draft_data(found) for found in filings(desk)]
        answer(as_json, lambda: drafts, lambda: table([tuple(draft.values()) for draft in drafts]))
    else:
        most = None if everything or as_json else _FEW_CLOSED
        records = list(records_of(state, wanted, most))
        if as_json:
            print_json([_with_status(record) for record in records])
            return
        _tell(desk, wanted, records)
        outside = waiting_letters(desk) if wanted == "application" else ()
        table([letter_row(judged) for judged in outside])
        if not records and not outside and wanted != "wages":
            say(f"Nothing yet: {kind}.")


def _tell(desk: Desk, kind: str, records: list[Record]) -> None:
    state = desk.book.state
    if kind == "entry":
        tell_entries(state, (record for record in records if isinstance(record, Entry)))
    elif kind == "budget":
        tell_budgets(state, (record for record in records if isinstance(record, Budget)))
    elif kind == "wages":
        tell_wages(state, wages_of(state), desk.at)
    else:
        table([row_of(state, record, desk.now) for record in records])


def _list_letters(desk: Desk, *, as_json: bool) -> None:
    """Prints the applications and registrations from outside that no member has brought in."""
    found = waiting_letters(desk)
    if as_json:
        print_json(
            picked(judged, "branch digest findings", **(judged.letter.data() if judged.letter else {}))
            for judged in found
        )
        return
    table([letter_row(judged) for judged in found])
    if not found:
        say("Nothing waits outside.")


def letter_row(judged: JudgedLetter) -> tuple[str, ...]:
    """An application from outside as one row for people."""
    letter = judged.letter
    if letter is None or judged.findings:
        why = sentence_of(judged.findings[0]) if judged.findings else ""
        return (letter.id if letter else "?", f"cannot be brought in: {why}", judged.branch)
    what = f"applies for {hours(letter.wanted_minutes_per_week)} a week" if letter.wants == "member" else "registers"
    return (letter.id, letter.name, f"{what}; outside", f"govtool receive {letter.id}")


def _draft_data(found: MyFiling) -> dict[str, object]:
    status = "draft" if found.is_draft else "cannot be opened" if found.findings else "filed"
    return {"slug": found.slug, "title": found.proposal.title if found.proposal else "?", "status": status}


def kind_of(word: str, state: State) -> str:
    """The kind of record that a word means, singular or plural. A co-operative has no kinds of a federation. Raises
    UsageError.
    """
    records = state.catalogue.records
    known = {name: kind for name, kind in KINDS.items() if kind not in records or has_kind(state, records[kind])}
    typed = word.lower()
    singular = typed[:-3] + "y" if typed.endswith("ies") else typed.removesuffix("s")
    found = known.get(typed) or known.get(singular)
    if found is None:
        raise UsageError(f"there is no kind {word!r}", f"one of: {', '.join(sorted(known))}")
    return found


def records_of(state: State, kind: str, most: int | None = None) -> Iterator[Record]:
    """The records of a kind, by path; of the docket the open ones first, then the closed, the newest first."""
    if kind == "docket":
        yield from docket.open_entries(state)
        yield from islice(docket.closed_entries(state), most)
        return
    model = state.catalogue.records.get(kind)
    if model is not None:
        yield from model.all(state, closed=True) if model.home.closed else ()
        yield from model.all(state)


def _with_status(record: Record) -> dict[str, object]:
    data = record.data()
    return {**data, "status": record.status} if isinstance(record, DocketEntry) else data


def row_of(state: State, record: Record, now: Instant) -> tuple[str, ...]:
    """A record as one row for people."""
    if record.columns:
        words = {**forms_of(state), **forms(state, now)}
        return tuple(one_line(render(column, lambda name: getattr(record, name), words)) for column in record.columns)
    fields = in_words(state, record).items()
    return tuple(f"{name}: {value}" for name, value in fields if isinstance(value, str | int))[:6]


def forms(state: State, now: Instant) -> dict[str, Form]:
    """The forms that only a list has: times in the time of this computer, and what the bylaws make of a person."""
    bylaws = bylaws_of(state)

    def class_of(value: object, _: str) -> str:
        member = Member.of(state, str(value))
        found = bylaws.class_of(member) if member is not None else None
        return found[0] if found else member.membership if member is not None else ""

    def share_of(value: object, _: str) -> str:
        member = Member.of(state, str(value))
        if member is None:
            return ""
        if bylaws.kind is not None:
            return belonging_words(state, member.id, now)
        return f"{hours(member.committed_minutes_per_week)} a week"

    def votes_of(value: object, _: str) -> str:
        member = Member.of(state, str(value))
        return votes(bylaws.votes_of(member)) if member is not None else ""

    return {
        "local": lambda value, _: local(str(value), now),
        "term": lambda value, _: f"{'until' if date_of(now) <= str(value) else 'ended on'} {value}",
        "expiry": lambda value, _: f"{'good until' if now < str(value) else 'expired'} {local(str(value), now)}",
        "class": class_of,
        "share": share_of,
        "votes": votes_of,
    }
