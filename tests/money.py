"""A registry in memory, for tests of money that go through thousands of entries: no git, the same functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from people import FOUNDED_AT, MINUTES_A_WEEK, key_of, person, public, shipped_bylaws

from govtool.core.canonical import emit
from govtool.core.record import Record
from govtool.core.state import Content, State
from govtool.domain.account import accrue
from govtool.domain.bylaws import PATH as BYLAWS
from govtool.domain.debt import Debt
from govtool.domain.organization import PATH as ORGANIZATION
from govtool.domain.organization import Organization
from govtool.domain.origin import FOUNDING, from_statement

R = TypeVar("R", bound=Record)
AT = FOUNDED_AT
DOCUMENT = "sha256:" + "d" * 64


class Memory:
    """A source that holds its files in memory; `folders` keeps the names, so that listing costs what is listed."""

    def __init__(self, records: Mapping[str, Record] | None = None) -> None:
        self.records: dict[str, Record] = {}
        self.texts: dict[str, bytes] = {}
        self.folders: dict[str, set[str]] = {}
        for path, record in (records or {}).items():
            self.lay(path, record)

    def lay(self, path: str, record: Record | None) -> None:
        """Puts a record down, or takes it away."""
        if record is None:
            self.records.pop(path, None)
            self._forget(path)
            return
        self.records[path] = record
        self._remember(path)

    def write(self, path: str, data: bytes) -> None:
        """Puts down a file that is no record."""
        self.texts[path] = data
        self._remember(path)

    def _remember(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        while folder and name not in self.folders.setdefault(folder, set()):
            self.folders[folder].add(name)
            folder, _, name = folder.rpartition("/")

    def _forget(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        while folder:
            self.folders.get(folder, set()).discard(name)
            if self.folders.get(folder):
                return
            folder, _, name = folder.rpartition("/")

    def record(self, model: type[R], path: str) -> R | None:
        found = self.records.get(path)
        return found if isinstance(found, model) else None

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted(self.folders.get(folder, ())))

    def data(self, path: str) -> bytes | None:
        found = self.records.get(path)
        return self.texts.get(path) or (emit(found.data()) if found is not None else None)

    def file(self, path: str) -> Content | None:
        return None


def folded(state: State) -> State:
    """The same state with its changes laid down, so that a long history stays quick."""
    source = state.source
    assert isinstance(source, Memory)
    for path, record in state.records.items():
        source.lay(path, record)
    for path, data in state.texts.items():
        assert data is not None
        source.write(path, data)
    return State(source)


def registry(**duties: tuple[str, ...]) -> State:
    """The co-operative of the other tests, without a minute book; `duties` by person."""
    organization = Organization(
        name="Test Co-operative", currency="USD", exponent=2, rules=1, clerk_keys=(public(key_of("clerk")),)
    )
    records: dict[str, Record] = {ORGANIZATION: organization, BYLAWS: shipped_bylaws()}
    for name in (*MINUTES_A_WEEK, "vera"):
        membership = "none" if name == "vera" else "member"
        member = person(name, membership=membership).changed(duties=duties.get(name, ()))
        records[member.path] = member
    return State(Memory(records))


def with_debts(state: State, *rows: tuple[str, int, str], counts_at: str = AT) -> State:
    """The state in which people are owed amounts since days."""
    for number, (creditor, amount_minor, owed_on) in enumerate(rows, start=1):
        origin = from_statement("bob", number)
        state = accrue(state, creditor, amount_minor, owed_on=owed_on, counts_at=counts_at, origin=origin)
    return state


def opening_debt(creditor: str, amount_minor: int, owed_on: str) -> Debt:
    """What was owed to somebody at the founding."""
    return Debt(
        creditor=creditor,
        number=1,
        kind="opening",
        amount_minor=amount_minor,
        owed_on=owed_on,
        counts_at=FOUNDED_AT,
        origin=FOUNDING,
        document=DOCUMENT,
    )
