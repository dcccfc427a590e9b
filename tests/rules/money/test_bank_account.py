"""The file of accounts: each way to pay a person, its passing case, its failing case and its boundary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.iban import iban_of
from govtool.errors import Refused
from govtool.roles.money.bank_account import BankAccount, Way, checked_iban, read_accounts, way_of


def with_check_digits(country: str, rest: str, *, above: int = 0) -> str:
    """A number whose remainder by 97 is 1; `above` adds 97 to its check digits as often."""
    digits = "".join(str(int(char, 36)) for char in f"{rest}{country}00")
    return f"{country}{98 - int(digits) % 97 + 97 * above:02d}{rest}"


# IBAN ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "AT61 1904 3002 3457 3201",
        "DE02 1203 0000 0000 2020 51",
        "GB33BUKB20201555555555",
        "NO93 8601 1117 947",
        "MT84MALT011000012345MTLCAST001S",
        "BE68 5390 0754 7034",
    ],
)
def test_ibans_of_countries_are_taken(text: str) -> None:
    assert checked_iban(text) == text.replace(" ", "")


@pytest.mark.parametrize("rest", ["190430023457320", "19043002345732011", "190430023457320111", "A904300234573201"])
def test_an_iban_of_another_length_or_form_is_refused_here_and_taken_in_core(rest: str) -> None:
    text = with_check_digits("AT", rest)
    assert iban_of(text) == text
    with pytest.raises(ValueError, match="its length or its form is another"):
        checked_iban(text)


def test_a_country_without_ibans_is_refused() -> None:
    text = with_check_digits("ZZ", "1904300234573201")
    assert iban_of(text) == text
    with pytest.raises(ValueError, match="there are none of a country ZZ"):
        checked_iban(text)


def test_check_digits_that_no_bank_gives_out_are_refused() -> None:
    seen = set()
    for number in range(3000):
        right = with_check_digits("AT", f"{1904300234570000 + number:016d}")
        assert checked_iban(right) == right
        digits = int(right[2:4])
        for other in (digits - 97, digits + 97):
            if 0 <= other <= 99:
                seen.add(other)
                wrong = f"AT{other:02d}{right[4:]}"
                with pytest.raises(ValueError, match="check digits 02 to 98"):
                    checked_iban(wrong)
    assert seen == {0, 1, 99}


# The USA and the UK -------------------------------------------------------------------------------------------------


def test_a_routing_number_and_an_account() -> None:
    way = way_of(BankAccount(routing="0210-0002-1", account="1234 567"))
    assert way == Way(routing="021000021", account="1234567") and way.words == "021000021 1234567"


@pytest.mark.parametrize("routing", ["021000022", "02100002", "0210000211", "000000000", "990000003", "O21000021", ""])
def test_a_routing_number_that_is_none_is_refused(routing: str) -> None:
    with pytest.raises(ValueError, match="is no routing number"):
        way_of(BankAccount(routing=routing, account="1234567"))


@given(st.integers(0, 8), st.integers(0, 9))
def test_one_wrong_digit_of_a_routing_number_never_passes(place: int, digit: int) -> None:
    right = "021000021"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    if wrong != right:
        with pytest.raises(ValueError, match="is no routing number"):
            way_of(BankAccount(routing=wrong, account="1234567"))


@pytest.mark.parametrize(("account", "is_taken"), [("123", False), ("1234", True), ("1" * 17, True), ("1" * 18, False)])
def test_the_lengths_of_an_account_in_the_usa(account: str, is_taken: bool) -> None:
    if is_taken:
        assert way_of(BankAccount(routing="021000021", account=account)).account == account
    else:
        with pytest.raises(ValueError, match="is no account in the USA"):
            way_of(BankAccount(routing="021000021", account=account))


def test_a_sort_code_and_an_account() -> None:
    assert way_of(BankAccount(sort_code="20-15-55", account="5555 5555")) == Way(sort_code="201555", account="55555555")


@pytest.mark.parametrize("sort_code", ["20155", "2015555", "20-15-5A"])
def test_a_sort_code_has_six_digits(sort_code: str) -> None:
    with pytest.raises(ValueError, match="is no sort code"):
        way_of(BankAccount(sort_code=sort_code, account="55555555"))


@pytest.mark.parametrize("account", ["5555555", "555555555", "5555555A"])
def test_an_account_in_the_uk_has_eight_digits(account: str) -> None:
    with pytest.raises(ValueError, match="is no account in the UK"):
        way_of(BankAccount(sort_code="201555", account=account))


# Ways in words, and mixed ones --------------------------------------------------------------------------------------


def test_a_way_in_words() -> None:
    assert way_of(BankAccount(other="PayPal bob@example.org")) == Way(other="PayPal bob@example.org")


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (BankAccount(), "must name one way"),
        (BankAccount(name="Bob"), "must name one way"),
        (BankAccount(iban="DE02120300000000202051", other="cash"), "must name one way"),
        (BankAccount(routing="021000021", sort_code="201555", account="55555555"), "must name one way"),
        (BankAccount(account="55555555"), "must name one way"),
        (BankAccount(routing="021000021"), "needs an account"),
        (BankAccount(sort_code="201555"), "needs an account"),
        (BankAccount(other="cash", account="55555555"), "nothing else has one"),
        (BankAccount(iban="DE02120300000000202051", bic="CO"), "is no BIC"),
    ],
)
def test_an_account_names_exactly_one_way(account: BankAccount, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        way_of(account)


def test_the_file_says_that_numbers_stand_in_quotes() -> None:
    with pytest.raises(Refused) as refused:
        read_accounts(b"accounts: {bob: {routing: 121000248, account: 1234567}}\n", "accounts.yaml")
    assert "accounts.yaml" in str(refused.value.findings[0]) or refused.value.findings[0].path == "accounts.yaml"
    found = read_accounts(b'accounts: {bob: {routing: "121000248", account: "1234567"}}\n', "accounts.yaml")
    assert way_of(found.accounts["bob"]).routing == "121000248"
