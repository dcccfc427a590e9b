"""The file of accounts that a treasurer keeps: payees that are missing in it are added, with room for their account.

Their comments and their order stay. Writes nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from govtool.core.ids import MemberId
from govtool.core.phrase import one_line
from govtool.core.state import State
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import shown
from govtool.domain.money.settlement import SettledLine, Settlement
from govtool.io.file.roundtrip import Handwritten
from govtool.roles.money.bank_account import AccountFile

NEW_SHEET = """\
# The accounts of the people who are paid. Keep this file outside every repository.
# Each person has one of these ways. Put numbers into quotes.
#   iban: "DE02120300000000202051"
#   routing: "021000021", account: "123456789"
#   sort_code: "20-15-55", account: "55555555"
#   other: cash
# A SEPA file also needs the account that pays.
#   debtor: {iban: "DE89370400440532013000"}

accounts: {}
"""


def missing_lines(settlement: Settlement, accounts: AccountFile) -> list[SettledLine]:
    """The lines of a payout that are still to be transferred to payees who are not in the file."""
    waiting = (line for line in settlement.lines if line.settled is None and line.reversed is None)
    return [line for line in waiting if line.creditor not in accounts.accounts]


def with_payees(state: State, data: bytes, name: str, payout: int, lines: Iterable[SettledLine]) -> bytes:
    """A file of accounts, which was read before, with a row for the payee of each line. Raises Unchangeable."""
    file = Handwritten(data, name)
    for line in lines:
        file.set(("accounts", line.creditor), {"iban": ""}, _who(state, line.creditor, line.amount_minor, payout))
    return file.data


def _who(state: State, creditor: MemberId, amount_minor: int, payout: int) -> str:
    member = Member.of(state, creditor)
    name = one_line(member.name) if member else creditor
    return f"{name}: {shown(state, amount_minor)} of payout {payout}; write the number of the account"
