"""The ways to pay a person, as the treasurer's file of accounts names them. The file lies outside the repository.

    accounts:
      alice: {iban: DE02 1203 0000 0000 2020 51}
      bob:   {routing: "021000021", account: "123456789"}
      carol: {sort_code: "20-15-55", account: "55555555"}
      dan:   {other: cash}

Promises: a number is taken only if its form and its check digits are right. No verdict depends on this module: a
country's IBANs change with the version of a library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from stdnum import iban as iban_numbers
from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.us import rtn as routing_numbers

from govtool.core.finding import Finding, finding
from govtool.core.iban import bic_of, iban_of
from govtool.core.ids import MemberId
from govtool.core.record import Record, Table
from govtool.domain.constitution.organization import DisplayName
from govtool.errors import Refused
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.store import read_record

CORRECT = "correct it in your file of accounts, which stays outside the repository"
_US_ACCOUNT = re.compile(r"[0-9A-Z]{4,17}")
_UK_SORT_CODE, _UK_ACCOUNT = re.compile(r"[0-9]{6}"), re.compile(r"[0-9]{8}")
# the first two digits name the district, and no bank has others
_DISTRICTS = frozenset(f"{each:02d}" for each in (*range(1, 13), *range(21, 33), *range(61, 73), 80))


class BankAccount(Record):
    """One way to pay a person or an organisation: an IBAN, a US account, a UK account, or a way in words."""

    iban: str | None = Field(default=None, description="the number of the account, if it has an IBAN")
    routing: str | None = Field(default=None, description="the bank's routing number, for an account in the USA")
    sort_code: str | None = Field(default=None, description="the bank's sort code, for an account in the UK")
    account: str | None = Field(default=None, description="the number of an account in the USA or the UK")
    other: DisplayName | None = Field(default=None, description="another way in words, such as cash or PayPal")
    name: DisplayName | None = Field(default=None, description="whose it is, as the bank knows them")
    bic: str | None = Field(default=None, description="the bank's code, if your bank requires it")


class AccountFile(Record):
    """The file of accounts: that which pays, and those of the payees."""

    debtor: BankAccount | None = Field(default=None, description="the account that is paid from")
    accounts: Annotated[Table[MemberId, BankAccount], Field(max_length=10_000)] = Field(description="by person's id")


@dataclass(frozen=True)
class Way:
    """A way to pay, checked, as a bank writes it. Empty texts are what it does not have."""

    iban: str = ""
    bic: str = ""
    routing: str = ""
    sort_code: str = ""
    account: str = ""
    other: str = ""

    @property
    def words(self) -> str:
        """All of it on one line."""
        return " ".join(filter(None, (self.iban, self.bic, self.routing, self.sort_code, self.account, self.other)))


def read_accounts(data: bytes, name: str) -> AccountFile:
    """The file of accounts. Raises Refused if the account that pays cannot be one, with all others that cannot."""
    found = read_record(data, AccountFile, name, PERSON_LIMIT)
    wrong = list(way_problems("the co-operative", found.debtor, name)) if found.debtor else []
    if wrong:
        payees = (each for who, account in found.accounts.items() for each in way_problems(who, account, name))
        raise Refused([*wrong, *payees])
    return found


def way_problems(who: str, account: BankAccount, name: str = "") -> Iterator[Finding]:
    """Why nobody can be paid this way; nothing if it is usable."""
    try:
        way_of(account)
    except ValueError as error:
        yield finding("iban", name, who=who, what=str(error), then=CORRECT)


def way_of(account: BankAccount) -> Way:
    """The way to pay into an account. Raises ValueError with what is wrong."""
    named = [name for name in ("iban", "routing", "sort_code", "other") if getattr(account, name) is not None]
    if len(named) != 1:
        raise ValueError("it must name one way: iban, routing and account, sort_code and account, or other")
    is_numbered = named[0] in ("routing", "sort_code")
    if is_numbered != (account.account is not None):
        raise ValueError("a routing number or a sort code needs an account, and nothing else has one")
    bic = bic_of(account.bic) if account.bic else ""
    if account.iban is not None:
        return Way(iban=checked_iban(account.iban), bic=bic)
    if account.other is not None:
        return Way(other=account.other)
    number = _plain(account.account or "")
    if account.routing is not None:
        return Way(bic=bic, routing=_routing(account.routing), account=_form(number, _US_ACCOUNT, "account in the USA"))
    sort_code = _form(_plain(account.sort_code or ""), _UK_SORT_CODE, "sort code, which has 6 digits")
    return Way(
        bic=bic, sort_code=sort_code, account=_form(number, _UK_ACCOUNT, "account in the UK, which has 8 digits")
    )


def checked_iban(text: str) -> str:
    """An IBAN in the form of its country. Raises ValueError with what is wrong."""
    plain = iban_of(text)
    try:
        # not the lists of a country's banks, which age
        iban_numbers.validate(plain, check_country=False)
    except InvalidComponent:
        raise ValueError(f"{text!r} is no IBAN: there are none of a country {plain[:2]}") from None
    except ValidationError:
        raise ValueError(f"{text!r} is no IBAN of the country {plain[:2]}: its length or its form is another") from None
    if iban_numbers.calc_check_digits(plain) != plain[2:4]:
        raise ValueError(f"{text!r} is no IBAN: banks give out only the check digits 02 to 98")
    return plain


def _routing(text: str) -> str:
    plain = _plain(text)
    if not routing_numbers.is_valid(plain) or plain[:2] not in _DISTRICTS:
        raise ValueError(f"{text!r} is no routing number: it has 9 digits, and the last one checks the others")
    return plain


def _form(text: str, form: re.Pattern[str], what: str) -> str:
    if not form.fullmatch(text):
        raise ValueError(f"{text!r} is no {what}")
    return text


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()
