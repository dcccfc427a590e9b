"""Hours in the co-operative in memory: people log, approve, dispute and correct them, as their statements do.

    work = Worked(wage=2000)
    sheet = work.log("carol", ("2026-11-02", 90))
    work.approve("alice", sheet)
    work.later("P7D")
    assert work.owed() == {"carol": 3000}

Carol works ten hours a week, Alice forty; nobody is in a team until `team` says so. A sheet is known by its worker,
month and number; everything raises Refused as the clerk would.
"""

from __future__ import annotations

from collections.abc import Mapping

from govtool.core.ids import digest_of
from govtool.domain.books import ledger_wage
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.team import Seat, Team
from govtool.domain.constitution.tenure import remember
from govtool.domain.decisions.statement import last_number
from govtool.domain.money.account import account_of
from govtool.domain.money.project import Project, ProjectState
from govtool.domain.work.month import WorkedMonth, month_of
from govtool.domain.work.timesheet import Timesheet
from govtool.domain.work.wage import Row, Wages
from tests.world.money import Books
from tests.world.source import folded

Sheet = tuple[str, str, int]


class Worked(Books):
    """A co-operative in memory whose members work; wages hold from long ago, unless a test sets them by vote."""

    def __init__(
        self, *, wage: int = 2000, probationary: int = 1500, people: Mapping[str, Member] | None = None
    ) -> None:
        super().__init__(people=people)
        rows = [("wage", wage), ("probationary", probationary)]
        made = Wages(
            rows=tuple(
                Row.model_validate(
                    {"class": name, "starts_on": "2020-01-01", "per_hour_minor": rate, "decided_by": "0001"}
                )
                for name, rate in rows
                if rate
            )
        )
        self.registry = folded(self.registry.put(Wages.home.path(), made))

    def team(self, name: str, *members: str) -> None:
        """People are in a team."""
        seats = tuple(Seat(member=member, counts_at=self.now) for member in sorted(members))
        team = Team(id=name, name=name.title(), seats=seats)
        self.registry = folded(self.registry.put(team.path, team))

    def project(self, name: str, stands: ProjectState = "open") -> None:
        """There is a project, which is open or closed."""
        project = Project(id=name, version=1, name=name.title(), kind="project", state=stands)
        self.registry = folded(self.registry.put(project.path, project))

    def become(self, name: str, /, **facts: object) -> None:
        """Something about a person changes now, as an event would change it."""
        member = Member.of(self.registry, name)
        assert member is not None
        after = self.registry.put(member.path, member.changed(**facts))
        self.registry = folded(remember(self.registry, after, self.now))

    def log(self, who: str, *entries: tuple[object, ...] | Mapping[str, object]) -> Sheet:
        """Somebody records hours: (date, minutes) or (date, minutes, start); gives the (last) sheet."""
        rows = [_row(entry) for entry in entries]
        self.state(who, "log-hours", {"entries": rows})
        return who, str(max(row["date"] for row in rows))[:7], last_number(self.registry, who)

    def sheet(self, sheet: Sheet) -> Timesheet:
        """A sheet as it stands."""
        found = Timesheet.of(self.registry, sheet[1], sheet[0], sheet[2])
        assert found is not None, sheet
        return found

    def month(self, who: str, month: str = "2026-11") -> WorkedMonth:
        """A person's month as it stands."""
        return month_of(self.registry, who, month)

    def named(self, sheet: Sheet, first: bool = False) -> dict[str, object]:
        """A sheet as statements name it; with its first approval, where they must."""
        member, month, number = sheet
        found = self.sheet(sheet)
        named: dict[str, object] = {"member": member, "month": month, "number": number, "digest": found.digest}
        given = found.settling if found.open_disputes else found.approvals
        return {**named, "first": given[0].statement} if first else named

    def approve(self, who: str, *sheets: Sheet, first: bool = False) -> str:
        """Somebody approves sheets, or settles the dispute of one; gives the statement's digest."""
        return self.state(who, "approve-hours", {"sheets": [self.named(sheet, first) for sheet in sheets]})

    def dispute(self, who: str, sheet: Sheet, reason: str = "I was there alone") -> None:
        """Somebody disputes a sheet."""
        self.state(who, "dispute-hours", {**self.named(sheet), "reason": reason})

    def take_back(self, who: str, sheet: Sheet) -> None:
        """Somebody takes a dispute back."""
        self.state(who, "withdraw-dispute", self.named(sheet))

    def correct(self, sheet: Sheet, *entries: tuple[object, ...] | Mapping[str, object]) -> None:
        """The worker replaces the entries of a sheet."""
        named = self.named(sheet)
        who = str(named.pop("member"))
        self.state(who, "correct-hours", {**named, "entries": [_row(entry) for entry in entries]})

    def check(self) -> None:
        """All invariants of the books hold, and the wages are those that hours and schedule give."""
        super().check()
        assert list(ledger_wage.check(self.registry)) == []

    def accrued(self, who: str) -> int:
        """All that was entered for a person and not cancelled, also what does not count yet."""
        return account_of(self.registry, who).accrued_minor


def _row(entry: tuple[object, ...] | Mapping[str, object]) -> dict[str, object]:
    if isinstance(entry, Mapping):
        return {"minutes": 60, "task": "shelves", **entry}
    date, minutes, *start = entry
    row = {"date": date, "minutes": minutes, "task": "shelves"}
    return {**row, "start": start[0]} if start else row


NOBODY = digest_of(b"nothing")
