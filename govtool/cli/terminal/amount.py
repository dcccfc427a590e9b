"""Amounts and papers as people type and read them: `30.00`, `30.00 USD`, `2 days old`, a file that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from govtool.core.finding import finding
from govtool.core.ids import Digest, digest_of, is_digest
from govtool.core.money import format_minor, minor_of
from govtool.core.state import State
from govtool.core.times import Date, Instant, date_of, days_of
from govtool.domain.constitution.organization import organization_of
from govtool.errors import Refused, UsageError
from govtool.io.file.document import read_file

_WITH_CURRENCY = re.compile(r"(?P<amount>.*?)\s*(?P<currency>[A-Z]{3})")


def amount_typed(state: State, text: str) -> int:
    """The minor units of an amount that somebody typed, with or without the organisation's currency.

    Raises UsageError for what is no amount of it, Refused for another currency.
    """
    organization = organization_of(state)
    match = _WITH_CURRENCY.fullmatch(text.strip())
    if match is not None and match["currency"] != organization.currency:
        raise Refused([finding("currency", currency=match["currency"], expected=organization.currency)])
    minor = minor_of(match["amount"] if match else text.strip(), organization.exponent)
    if minor == 0:
        raise UsageError(f"{text!r} is nothing", "name an amount above 0")
    return minor


def plain(state: State, minor: int) -> str:
    """An amount without its currency, for a table: 30.00."""
    return format_minor(minor, organization_of(state).exponent)


def aligned(rows: Sequence[Sequence[str]], *columns: int) -> list[list[str]]:
    """Rows in which the cells of some columns stand to the right, as amounts do; a row may lack the last ones."""
    width = {place: max((len(row[place]) for row in rows if place < len(row)), default=0) for place in columns}
    return [[cell.rjust(width[place]) if place in width else cell for place, cell in enumerate(row)] for row in rows]


def date_typed(text: str | None, now: Instant) -> Date:
    """The date that somebody typed; today's (UTC) where none was. Raises UsageError."""
    if text is None:
        return date_of(now)
    try:
        days_of(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date", "write it as 2026-11-30") from error
    return text


def paper_typed(text: str, folder: Path) -> Digest:
    """The digest of a paper: typed as it is, or that of the bytes of a file. Raises UsageError.

    Nothing of the file enters the repository; whoever asks later compares the digest with the file.
    """
    return text if is_digest(text) else digest_of(read_file(folder / text))
