"""The filters of `govtool list`: records of a kind by state, person, day, and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from govtool.cli.terminal.typed import today
from govtool.core.ids import MemberId
from govtool.core.record import Record
from govtool.core.times import Date
from govtool.domain.constitution.origin import Origin
from govtool.errors import UsageError

_PERSON = ("proposer", "by", "owner", "member", "creditor", "candidate", "person", "respondent", "named_by")
_DAY = (
    *("opened_at", "moved_on", "owed_on", "at", "logged_at", "started_at", "adopted_at", "enacted_at", "joined_at"),
    *("applied_at", "nominated_at", "reported_at", "noticed_at", "named_at", "began_at", "balance_on", "since"),
)
_OPEN = ("is_open", "is_closed", "state", "status")
"""The fields that say whose a record is, when it came to be, and whether it is open: the first that a kind has."""


@dataclass(frozen=True)
class Filter:
    """The records that somebody looks for. A part that is None or empty leaves out nothing."""

    is_open: bool = False
    by: MemberId | None = None
    since: Date | None = None
    month: str | None = None
    words: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it leaves out nothing."""
        return self == Filter()

    def refuse_for(self, kind: type[Record], named: str) -> None:
        """Raises UsageError if records of the kind have nothing by which to choose so."""
        for option, value, fields in (
            ("--open", self.is_open, _OPEN),
            ("--by", self.by, _PERSON),
            ("--since", self.since, _DAY),
            ("--month", self.month, _DAY),
        ):
            if value and _field(kind, fields) is None:
                raise UsageError(f"{option} cannot choose among {named}", f"leave it out: govtool list {named}")

    def fits(self, record: Record, row: Iterable[str]) -> bool:
        """Whether a record is looked for; `row` are its words for people."""
        if self.is_open and not is_open(record):
            return False
        if self.by is not None and person_of(record) != self.by:
            return False
        day = day_of(record) if self.since or self.month else ""
        if (self.since and day < self.since) or (self.month and not day.startswith(self.month)):
            return False
        return self.fits_row((*row, *_texts_of(record))) if self.words else True

    def fits_row(self, row: Iterable[str]) -> bool:
        """Whether each word stands in what people read, in any case of letters."""
        told = " ".join(row).casefold()
        return all(word.casefold() in told for word in self.words)


def _texts_of(record: Record) -> Iterator[str]:
    """The texts of a record for which a list has no room."""
    for name in ("title", "summary", "slug", "text", "source", "payee"):
        value = getattr(record, name, None)
        yield from (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()


def is_open(record: Record) -> bool:
    """Whether something can still come of a record."""
    name = _field(type(record), _OPEN)
    value = getattr(record, name or "", None)
    return value is False if name == "is_closed" else value in (True, "open", "running")


def person_of(record: Record) -> str:
    """The person behind a record; empty if there is none."""
    value = getattr(record, _field(type(record), _PERSON) or "", None)
    origin = getattr(record, "origin", None)
    return str(value or (origin.member if isinstance(origin, Origin) else ""))


def day_of(record: Record) -> Date:
    """The day on which a record came to be, where this computer is; empty if it does not say so."""
    value = str(getattr(record, _field(type(record), _DAY) or "", None) or "")
    return today(value) if "T" in value else value


def _field(kind: type[Record], names: Sequence[str]) -> str | None:
    """The first of some fields or properties that a kind of record has."""
    own = [name for name in names if name in kind.model_fields or isinstance(getattr(kind, name, None), property)]
    if names is _OPEN and not kind.home.closed and "is_closed" in own:  # type: ignore[attr-defined]
        own.remove("is_closed")  # every record has it, and only those with a place for closed files mean it
    return own[0] if own else ("origin" if names is _PERSON and "origin" in kind.model_fields else None)
