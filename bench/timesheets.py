"""Years of hours for the bench: people record theirs every week, and every month their teams approve them.

Every sheet, approval, month, debt and account comes out of the step that the clerk makes and the audit verifies, one
event after the other. What is left out is git: signatures are taken as given, and all files enter the repository at
once, in a commit that no audit would accept. So whoever reads on from there does it as in a clone that was verified up
to there before.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from typing import TypeVar

from bench.cooperative import Cooperative, name_of, statement_file
from govtool.core.evidence import Paper, Signer
from govtool.core.ids import Digest, MemberId, digest_of
from govtool.core.record import Record
from govtool.core.state import Content, Source, State
from govtool.core.times import Date, Instant, add, date_of_days, days_of
from govtool.domain.constitution.member import member_of
from govtool.domain.constitution.team import Seat, Team, teams
from govtool.domain.decisions.event import step
from govtool.domain.decisions.statement import TRAILER, TakeStatement, last_number, path_of
from govtool.domain.work.timesheet import Timesheet, waiting_of
from govtool.domain.work.wage_change import SetWage
from govtool.io.file.yamlfile import load
from govtool.io.git.refs import Move
from govtool.roles.minutes.book import MAIN, book_at
from govtool.roles.minutes.evidence import KEYS

R = TypeVar("R", bound=Record)

FIRST_MONDAY: Date = "2026-02-02"
PER_HOUR_MINOR = 2001
_TEAM_OF = 10
_DAY_MINUTES = 8 * 60


def teams_of(people: int, since: Instant) -> Mapping[str, Record]:
    """Everybody in a team of ten, to be founded with."""
    made: dict[str, Record] = {}
    for first in range(0, people, _TEAM_OF):
        names = sorted(map(name_of, range(first, min(first + _TEAM_OF, people))))
        seats = tuple(Seat(member=name, counts_at=since) for name in names)
        team = Team(id=f"team-{first // _TEAM_OF}", name=f"Team {first // _TEAM_OF}", seats=seats)
        made[team.path] = team
    return made


def set_wage(made: Cooperative) -> None:
    """The wage of an hour, by a vote; it holds from the first Monday."""
    action = SetWage.read(
        {
            "action": "set-wage",
            "class": "wage",
            "from_minor": 0,
            "to_minor": PER_HOUR_MINOR,
            "starts_on": FIRST_MONDAY,
        }
    )
    made.enact(made.carry("wage", action))


def week_entries(monday: Date) -> list[dict[str, object]]:
    """Five working days of eight hours, as far as they lie in the month in which the week begins."""
    days = [date_of_days(days_of(monday) + step) for step in range(5)]
    return [
        {"date": day, "minutes": _DAY_MINUTES, "task": "what there was to do"} for day in days if day[:7] == monday[:7]
    ]


def named(sheet: Timesheet) -> dict[str, object]:
    """A sheet as an approval names it."""
    return {"member": sheet.member, "month": sheet.month, "number": sheet.number, "digest": sheet.digest}


def approvals(state: State) -> Iterator[tuple[MemberId, list[dict[str, object]]]]:
    """Who approves which waiting sheets: the first of a team those of the others, the second those of the first."""
    for team in teams(state):
        names = [seat.member for seat in team.seats]
        for approver, of in ((names[0], names[1:]), (names[1], names[:1])):
            sheets = [named(sheet) for name in of for sheet in waiting_of(state, name)]
            if sheets:
                yield approver, sheets


def work(made: Cooperative, weeks: int) -> None:
    """So many weeks of everybody, recorded on each Saturday, and approved on the first of a month."""
    laid = _Laid(made.book.state)
    monday = FIRST_MONDAY
    for _ in range(weeks):
        saturday = date_of_days(days_of(monday) + 5)
        made.at = f"{saturday}T10:00:00Z"
        for name in made.voters:
            laid.take(name, "log-hours", {"entries": week_entries(monday)}, made.at)
        following = date_of_days(days_of(monday) + 7)
        if following[:7] != monday[:7]:
            for approver, sheets in approvals(laid.state):
                laid.take(approver, "approve-hours", {"sheets": sheets}, made.at)
        monday = following
    head = laid.write(made)
    made.git.move_refs(Move(MAIN, head, made.git.ref(MAIN)))
    made.book = book_at(made.git, head, founded=made.book.founded)
    made.at = add(made.at, "P8D")


class _Laid:
    """A state whose changes are laid down after every event, so that a long history stays quick."""

    def __init__(self, state: State) -> None:
        self._source = _Overlay(state.source)
        self.state = State(self._source)

    def take(self, who: MemberId, kind: str, body: Mapping[str, object], at: Instant) -> Digest:
        """A statement, as if it had been signed with the person's key."""
        member = member_of(self.state, who)
        if member is None:
            raise LookupError(who)
        number = last_number(self.state, who) + 1
        data = statement_file(who, number, at, kind, body)
        digest = digest_of(data)
        paper = Paper(
            commit="c" * 40,
            parents=("p" * 40,),
            signer=Signer(member.keys[0].blob, who),
            trailers={TRAILER: digest},
            path=path_of(who, number),
            data=data,
            digest=digest,
            value=load(data, "statement.yaml").value,
        )
        after = step(self.state, TakeStatement(at, paper, at, KEYS)).state
        for path, record in after.records.items():
            self._source.lay(path, record)
        for path, text in after.texts.items():
            self._source.lay(path, text)
        return digest

    def write(self, made: Cooperative) -> str:
        """One commit with all of it on the newest one, by git's own quick way in; gives its id."""
        lines = [
            b"commit refs/heads/laid\ncommitter Bench <bench@example.org> 0 +0000\ndata 5\nHours\nfrom ",
            f"{made.head}\n".encode(),
        ]
        for path, found in self._source.files.items():
            place = made.book.layout.place(path)
            if found is None:
                lines.append(f"D {place}\n".encode())
            else:
                data = found.as_file if isinstance(found, Record) else found
                lines += [f"M 100644 inline {place}\ndata {len(data)}\n".encode(), data, b"\n"]
        command = ["git", "-C", str(made.folder), "fast-import", "--quiet"]
        subprocess.run(command, input=b"".join(lines), check=True)
        return made.git.resolve("refs/heads/laid")


class _Overlay:
    """Files in memory over a source; `_folders` keeps their names, so that listing costs what is listed."""

    def __init__(self, below: Source) -> None:
        self._below = below
        self.catalogue = below.catalogue
        self.files: dict[str, Record | bytes | None] = {}
        self._folders: dict[str, set[str]] = {}

    def lay(self, path: str, found: Record | bytes | None) -> None:
        """Puts a file down, or takes it away."""
        self.files[path] = found
        folder, _, name = path.rpartition("/")
        while folder:
            names = self._names(folder)
            if found is not None:
                names.add(name)
            elif f"{folder}/{name}" == path or not self._names(f"{folder}/{name}"):
                names.discard(name)
            folder, _, name = folder.rpartition("/")

    def _names(self, folder: str) -> set[str]:
        if folder not in self._folders:
            self._folders[folder] = set(self._below.names(folder))
        return self._folders[folder]

    def record(self, model: type[R], path: str) -> R | None:
        """The record at a path."""
        if path not in self.files:
            return self._below.record(model, path)
        found = self.files[path]
        return found if isinstance(found, model) else None

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted."""
        return tuple(sorted(self._names(folder)))

    def data(self, path: str) -> bytes | None:
        """The bytes of a file."""
        if path not in self.files:
            return self._below.data(path)
        found = self.files[path]
        return found.as_file if isinstance(found, Record) else found

    def file(self, path: str) -> Content | None:
        """A file outside the governed folders."""
        return self._below.file(path)
