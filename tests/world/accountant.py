"""An accountant's programs, run for real: hledger, and beancount."""

from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from pathlib import Path

from govtool.roles.money.book_export import Journal, Name
from govtool.roles.money.book_map import Names
from govtool.roles.money.book_text import as_text
from tests.world.programs import needed


def _hledger(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([needed("hledger"), "-f", str(file), *arguments], capture_output=True, text=True, check=False)


def hledger_refuses(text: str, folder: Path) -> str:
    """What `hledger check -s` says against a book; empty where it accepts it."""
    file = folder / "book.journal"
    file.write_text(text)
    done = _hledger(file, "check", "-s")
    return done.stderr if done.returncode else ""


def hledger_balances(text: str, folder: Path) -> dict[str, int]:
    """Every balance that hledger computes, by account, in units of the last decimal."""
    file = folder / "book.journal"
    file.write_text(text)
    done = _hledger(file, "balance", "--flat", "--empty", "-O", "json")
    assert done.returncode == 0, done.stderr
    rows, _ = json.loads(done.stdout)
    return {name: _minor(amounts) for name, _, _, amounts in rows}


def hledger_register(text: str, folder: Path) -> list[str]:
    """The day of every posting that is not 0, with its account, as hledger has them."""
    file = folder / "book.journal"
    file.write_text(text)
    done = _hledger(file, "register", "-O", "json")
    assert done.returncode == 0, done.stderr
    days, found = "", []
    for date, _, _, posting, _ in json.loads(done.stdout):
        # a posting with a day of its own is shown with it
        days = posting["pdate"] or date or days
        if _minor(posting["pamount"]):
            found.append(f"{days} {posting['paccount']}")
    return found


def _minor(amounts: list[dict[str, dict[str, int]]]) -> int:
    """Exact: hledger writes the digits and the place of the point beside its inexact number."""
    return sum(amount["aquantity"]["decimalMantissa"] for amount in amounts)


def beancount_refuses(text: str) -> list[str]:
    """What beancount says against a book; nothing where it accepts it."""
    from beancount import loader

    _, errors, _ = loader.load_string(text)
    return [error.message for error in errors]


def beancount_balances(text: str) -> dict[str, Decimal]:
    """Every balance that beancount computes, by account."""
    from beancount import loader
    from beancount.core.data import Transaction

    entries, errors, _ = loader.load_string(text)
    assert not errors, errors
    found: dict[str, Decimal] = {}
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            found[posting.account] = found.get(posting.account, Decimal(0)) + posting.units.number
    return found


def hledger_text(book: Journal, names: Names | None = None) -> str:
    """A book for hledger."""
    return as_text(book, "hledger", names or Names(), "A book")


def ours(book: Journal) -> dict[str, int]:
    """What the registry's records say is in each account, by the name that it has in hledger; without empty ones."""
    return {":".join(name): minor for name, minor in _filled(book)}


def _filled(book: Journal) -> list[tuple[Name, int]]:
    return [(name, minor) for name, minor in book.balances.items() if minor]
