"""The names that an accountant gives to the accounts of the book.

A file maps our names, from the root on, to the accountant's; what lies below a mapped name keeps its end. A name that
ends in `:*` takes everything below it together, also where the name itself is mapped:

    accounts:
      "assets:treasury:treasury": "1200 Bank"
      "expenses:wages": "4120 Wages"
      "liabilities:wages-owed:*": "1740 Wages owed"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from govtool.core.record import Record, Table
from govtool.errors import UsageError
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.store import read_record
from govtool.roles.money.book_export import Name

ROOTS = ("assets", "liabilities", "equity", "income", "expenses")


class AccountMap(Record):
    """The file: our names of accounts, and the accountant's."""

    accounts: Annotated[Table[str, str], Field(max_length=1000)] = Field(description="our name, and the accountant's")


@dataclass(frozen=True)
class Names:
    """How accounts are called in an export: by our names, or by an accountant's."""

    mapped: Mapping[Name, str] = field(default_factory=dict)

    def of(self, account: Name) -> Name:
        """The name of an account in the export, step by step."""
        for length in range(len(account), 0, -1):
            together = self.mapped.get((*account[:length], "*")) if length < len(account) else None
            if together is not None:
                return tuple(together.split(":"))
            exact = self.mapped.get(account[:length])
            if exact is not None:
                return (*exact.split(":"), *account[length:])
        return account


def read_names(data: bytes, name: str) -> Names:
    """The names in a file. Raises Refused for a file that is none, UsageError for an account that cannot be there."""
    found = read_record(data, AccountMap, name, PERSON_LIMIT)
    mapped = {}
    for ours, theirs in found.accounts.items():
        steps = tuple(ours.split(":"))
        if steps[0] not in ROOTS or not all(steps):
            raise UsageError(f"{name}: {ours!r} is no account of the book", f"its names begin with {', '.join(ROOTS)}")
        if not all(step.strip() for step in theirs.split(":")):
            raise UsageError(f"{name}: {theirs!r} is no name of an account", "write it as 1200 Bank, or Bank:Current")
        mapped[steps] = theirs
    return Names(mapped)
