"""Transfers for the bank, and slips for the payees: who cannot be paid keeps nobody else waiting."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from govtool.core.iban import iban_of
from govtool.core.ids import digest_of
from govtool.domain.constitution.organization import organization_of
from govtool.errors import Refused
from govtool.roles.money.bank_account import BankAccount, Way
from govtool.roles.money.payment_file import Order, Transfer, as_pain001, for_sepa
from tests.threats.attack_money import PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop

IBANS = {
    "alice": "DE02 1203 0000 0000 2020 51",
    "bob": "DE02500105170137075030",
    "carol": "GB33BUKB20201555555555",
}
ACCOUNTS = 'debtor: {name: "Test Co-operative", iban: "DE89 3704 0044 0532 0130 00"}\naccounts:\n' + "".join(
    f'  {name}: {{iban: "{iban}"}}\n' for name, iban in IBANS.items()
)


@pytest.fixture(params=["EUR"])
def coop(tmp_path: Path, request: pytest.FixtureRequest) -> Coop:
    coop = Coop.found(tmp_path / "coop", records=books(50000), currency=request.param)
    coop.pass_("alice", "pay-100", PAY)
    return coop


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    return Laptop(coop, "alice")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder outside the repository, with a file of accounts in it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "accounts.yaml").write_text(ACCOUNTS)
    return tmp_path / "home"


def exported(alice: Laptop, home: Path, *more: str, accounts: str = "accounts.yaml") -> str:
    """What comes out, in a file of its own; what is said if nothing did."""
    target = home / "out"
    target.unlink(missing_ok=True)
    said = alice.types("export", "payments", "1", "--accounts", str(home / accounts), "--to", str(target), *more)
    assert target.exists() or alice.status, said
    return target.read_text() if target.exists() else said


def told(alice: Laptop, home: Path, *more: str) -> tuple[list[str], str]:
    """Who is exported in a table on the terminal, and all that is said."""
    said = alice.types("export", "payments", "1", "--accounts", str(home / "accounts.yaml"), *more)
    return [line.split(",")[2] for line in said.splitlines() if line.startswith("1,")], said


def valid(text: str) -> bool:
    """Whether the bank's own schema accepts a file."""
    import sepaxml
    import xmlschema

    schema = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"
    return bool(xmlschema.XMLSchema(str(schema)).is_valid(text))


def found(text: str, name: str) -> list[str]:
    """The texts of all elements of a name."""
    return [node.text or "" for node in ElementTree.fromstring(text).iter() if node.tag.endswith("}" + name)]


def test_transfers_as_a_table(alice: Laptop, home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(alice, home))))
    assert [(row["creditor"], row["amount"], row["iban"]) for row in rows] == [
        ("alice", "30.00", "DE02120300000000202051"),
        ("bob", "30.00", "DE02500105170137075030"),
        ("carol", "40.00", "GB33BUKB20201555555555"),
    ]
    assert rows[2]["name"] == "Carol" and rows[2]["text"] == "Wages owed, payout 1, carol"
    assert (home / "out").stat().st_mode & 0o077 == 0, "nobody else on the computer can read it"


def test_transfers_as_a_file_that_the_banks_schema_accepts(alice: Laptop, home: Path) -> None:
    text = exported(alice, home, "--as", "pain001", "--on", "2026-11-30")
    assert valid(text)
    assert found(text, "InstdAmt") == ["30.00", "30.00", "40.00"]
    assert found(text, "CtrlSum") == ["100.00", "100.00"] and found(text, "NbOfTxs") == ["3", "3"]
    assert found(text, "IBAN") == ["DE89370400440532013000", *(iban_of(iban) for iban in IBANS.values())]
    assert found(text, "EndToEndId") == [f"PAYOUT-1-LINE-{line}" for line in (1, 2, 3)]
    assert found(text, "Dt") == ["2026-11-30"] and found(text, "Nm")[1:] == [
        "Test Co-operative",
        "Alice",
        "Bob",
        "Carol",
    ]


def test_the_same_transfers_have_the_same_identification_and_others_another(
    coop: Coop, alice: Laptop, home: Path
) -> None:
    first = found(exported(alice, home, "--as", "pain001", "--on", "2026-11-30"), "MsgId")
    coop.later("P1D")
    again = found(exported(alice, home, "--as", "pain001", "--on", "2026-11-30"), "MsgId")
    less = exported(alice, home, "--as", "pain001", "--on", "2026-11-30", "--withheld", "carol", "6.00")
    assert first == again != found(less, "MsgId") and len(first[0]) <= 35
    assert found(less, "InstdAmt") == ["30.00", "30.00", "34.00"]


def test_banks_codes_are_written_where_they_are_given(alice: Laptop, home: Path) -> None:
    text = ACCOUNTS.replace('00"}', '00", bic: COBADEFFXXX}').replace('75030"}', '75030", bic: INGDDEFF}')
    (home / "accounts.yaml").write_text(text)
    text = exported(alice, home, "--as", "pain001")
    assert valid(text) and found(text, "BICFI") == ["COBADEFFXXX", "INGDDEFF"]


def test_what_was_transferred_already_is_not_exported_again(coop: Coop, alice: Laptop, home: Path) -> None:
    alice.types("treasury", "settle", "1", "bob", "--reference", "transfer 118")
    coop.run_clerk()
    rows = list(csv.DictReader(io.StringIO(exported(alice, home))))
    assert [row["creditor"] for row in rows] == ["alice", "carol"]
    said = exported(alice, home, "--withheld", "bob", "1.00")
    assert "cannot be withheld of bob" in said and alice.status == 2
    alice.types("treasury", "settle", "1", "--reference", "transfer 119")
    coop.run_clerk()
    assert "nothing of payout 1 is left to transfer" in exported(alice, home) and alice.status == 2


def test_a_payee_without_an_account_is_named_and_the_others_are_paid(alice: Laptop, home: Path) -> None:
    (home / "accounts.yaml").write_text('accounts: {alice: {iban: "DE02 1203 0000 0000 2020 51"}}\n')
    paid, said = told(alice, home)
    assert (paid, alice.status) == (["alice"], 10)
    assert "Left out, and not paid by it: bob (30.00 EUR), carol (40.00 EUR)" in said
    assert "bob cannot be paid into this account: the file has no account for them [iban]" in said
    assert "carol cannot be paid into this account" in said and "alice cannot" not in said
    assert "--only bob --only carol" in said
    (home / "accounts.yaml").write_text("accounts: {}\n")
    paid, said = told(alice, home)
    assert (paid, alice.status) == ([], 10) and "alice cannot be paid into this account" in said


def test_an_iban_or_a_name_that_cannot_be_used_keeps_nobody_else_waiting(alice: Laptop, home: Path) -> None:
    text = ACCOUNTS.replace("2020 51", "2020 15").replace('carol: {iban: "', 'carol: {name: "佐藤", iban: "')
    (home / "accounts.yaml").write_text(text)
    paid, said = told(alice, home)
    assert (paid, alice.status) == (["bob", "carol"], 10) and "check digits" in said
    text = exported(alice, home, "--as", "pain001")
    assert valid(text) and found(text, "InstdAmt") == ["30.00"] and found(text, "CtrlSum") == ["30.00", "30.00"]


def test_only_those_who_are_named_are_exported(coop: Coop, alice: Laptop, home: Path) -> None:
    whole = exported(alice, home, "--as", "pain001", "--on", "2026-11-30")
    paid, _ = told(alice, home, "--only", "carol", "--only", "alice")
    assert (paid, alice.status) == (["alice", "carol"], 0)
    part = exported(alice, home, "--as", "pain001", "--on", "2026-11-30", "--only", "carol")
    assert found(part, "EndToEndId") == ["PAYOUT-1-LINE-3"], "the bank knows the line by the same name"
    assert found(part, "MsgId") != found(whole, "MsgId")
    assert "has nothing to transfer to dan" in told(alice, home, "--only", "dan")[1] and alice.status == 2
    (home / "accounts.yaml").write_text(ACCOUNTS.replace("2020 51", "2020 15"))
    assert told(alice, home, "--only", "bob")[0] == ["bob"] and alice.status == 0


def test_mistyped_accounts_are_named_and_nothing_is_written_if_the_payer_s_is(alice: Laptop, home: Path) -> None:
    text = ACCOUNTS.replace("2020 51", "2020 15").replace("GB33", "GB3").replace('30 00"}', '30 00", bic: "CO"}')
    (home / "accounts.yaml").write_text(text)
    said = exported(alice, home)
    assert alice.status == 10
    assert "alice cannot be paid into this account" in said and "the check digits" in said
    assert "carol cannot be paid" in said and "the co-operative cannot be paid" in said and "is no BIC" in said
    assert "account of bob" not in said


def test_a_file_of_accounts_or_of_transfers_inside_the_repository_is_refused(alice: Laptop, home: Path) -> None:
    (alice.folder / "accounts.yaml").write_text(ACCOUNTS)
    said = alice.types("export", "payments", "1", "--accounts", "accounts.yaml")
    assert alice.status == 2 and "is in the repository's folder" in said
    (home / "link.yaml").symlink_to(alice.folder / "accounts.yaml")
    assert "is in the repository's folder" in alice.types(
        "export", "payments", "1", "--accounts", str(home / "link.yaml")
    )
    target = ("--accounts", str(home / "accounts.yaml"), "--to", "pay.csv")
    assert "is in the repository's folder" in alice.types("export", "payments", "1", *target)
    assert alice.status == 2 and not (alice.folder / "pay.csv").exists()


@pytest.mark.parametrize("coop", ["USD"], indirect=True)
def test_sepa_transfers_nothing_but_euros(alice: Laptop, home: Path) -> None:
    said = exported(alice, home, "--as", "pain001")
    assert alice.status == 2 and "SEPA transfers euros, and all amounts here are in USD" in said
    assert "30.00,USD" in exported(alice, home)


def test_who_pays_has_to_be_known_for_the_banks_file(alice: Laptop, home: Path) -> None:
    (home / "accounts.yaml").write_text(ACCOUNTS.partition("\n")[2])
    assert "does not say from which account" in exported(alice, home, "--as", "pain001") and alice.status == 2


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (f"{'a' * 69} b", "a" * 69),
        (f"{'a' * 70} b", "a" * 70),
        (f"{'a' * 68} bcd", f"{'a' * 68} b"),
        (f"{'a' * 69} {'b' * 9}", "a" * 69),
        (f"{'a' * 35}ßß{'b' * 40}", "a" * 35 + "ssss" + "b" * 31),
        ("Zoë Müller-Łucka", "Zoe Mueller-Lucka"),
        ("Đorđe D’Angelo", "Dorde D'Angelo"),
        ("Strauß & Co", "Strauss + Co"),
    ],
)
def test_names_are_written_in_letters_that_banks_know(alice: Laptop, home: Path, name: str, written: str) -> None:
    text = ACCOUNTS.replace('carol: {iban: "', f'carol: {{name: "{name}", iban: "')
    (home / "accounts.yaml").write_text(text)
    text = exported(alice, home, "--as", "pain001")
    assert valid(text) and found(text, "Nm")[-1] == written


# Accounts without an IBAN -------------------------------------------------------------------------------------------

OTHERS = ACCOUNTS.partition("  bob")[0] + (
    '  bob: {routing: "021000021", account: "1234 5678"}\n'
    '  carol: {sort_code: "20-15-55", account: "55555555", name: Carolina}\n'
)


def test_the_table_has_every_payee_however_they_are_paid(alice: Laptop, home: Path) -> None:
    (home / "accounts.yaml").write_text(OTHERS)
    rows = list(csv.DictReader(io.StringIO(exported(alice, home))))
    ways = [(row["iban"], row["routing"], row["sort_code"], row["account"], row["other"]) for row in rows]
    assert alice.status == 0 and ways == [
        ("DE02120300000000202051", "", "", "", ""),
        ("", "021000021", "", "12345678", ""),
        ("", "", "201555", "55555555", ""),
    ]
    (home / "accounts.yaml").write_text(OTHERS.partition("  carol")[0] + "  carol: {other: PayPal carol@example.org}\n")
    rows = list(csv.DictReader(io.StringIO(exported(alice, home, "--only", "carol"))))
    assert [(row["creditor"], row["other"], row["amount"]) for row in rows] == [
        ("carol", "PayPal carol@example.org", "40.00")
    ]
    assert "PayPal" not in alice.git("log", "--all", "-p"), "nothing of it is in the repository"


def test_the_file_for_sepa_pays_those_with_an_iban_and_names_the_others(alice: Laptop, home: Path) -> None:
    (home / "accounts.yaml").write_text(OTHERS.replace("  carol", "  # carol"))
    text = exported(alice, home, "--as", "pain001")
    assert alice.status == 10 and valid(text) and found(text, "EndToEndId") == ["PAYOUT-1-LINE-1"]
    _, said = told(alice, home, "--as", "pain001")
    assert "Left out, and not paid by it: bob (30.00 EUR), carol (40.00 EUR)" in said
    assert "SEPA transfers only to an IBAN, and this is 021000021 12345678" in said
    assert "→ make a table for the bank's page or the cash box: --as csv --only bob" in said
    assert f"→ export the rest: govtool export payments 1 --accounts {home / 'accounts.yaml'} --only bob" in said
    assert "carol cannot be paid into this account: the file has no account for them" in said


def test_the_file_for_sepa_is_paid_from_an_iban(alice: Laptop, home: Path) -> None:
    (home / "accounts.yaml").write_text("debtor: {other: cash}\n" + ACCOUNTS.partition("\n")[2])
    assert "SEPA transfers only from an IBAN" in exported(alice, home, "--as", "pain001") and alice.status == 10
    assert "30.00,EUR" in exported(alice, home) and alice.status == 0


# The bounds of SEPA -------------------------------------------------------------------------------------------------


def order(coop: Coop, amount_minor: int, payout: int = 1) -> Order:
    """An order of one transfer to Carol, and of one cent to Bob."""
    way = Way(iban="DE02120300000000202051")
    transfers = (Transfer("carol", "Carol", way, amount_minor, 1), Transfer("bob", "Bob", way, 1, 2))
    return Order(organization_of(coop.registry), digest_of(b"the founding"), payout, transfers)


def test_sepa_transfers_at_most_so_much_at_once(coop: Coop) -> None:
    most = 99_999_999_999
    assert for_sepa(order(coop, most)).left_out == ()
    over = for_sepa(order(coop, most + 1))
    assert [each.creditor for each in over.transfers] == ["bob"]
    assert "at most 999,999,999.99 at once" in over.left_out[0].values["what"]
    with pytest.raises(Refused):
        for_sepa(replace(order(coop, most + 1), transfers=order(coop, most + 1).transfers[:1]))
    text = as_pain001(for_sepa(order(coop, most)), BankAccount(iban=IBANS["bob"]), coop.now, "2026-11-30")
    assert valid(text) and found(text, "InstdAmt")[0] == "999999999.99"


@pytest.mark.parametrize("payout", [1, 10**12 - 1])
def test_an_identification_has_room_for_every_number_of_a_payout(coop: Coop, payout: int) -> None:
    text = as_pain001(for_sepa(order(coop, 1, payout)), BankAccount(iban=IBANS["bob"]), coop.now, "2026-11-30")
    other = as_pain001(for_sepa(order(coop, 2, payout)), BankAccount(iban=IBANS["bob"]), coop.now, "2026-11-30")
    names = [name for tag in ("MsgId", "PmtInfId", "EndToEndId") for name in found(text, tag)]
    assert valid(text) and all(len(name) <= 35 for name in names)
    assert found(text, "MsgId") != found(other, "MsgId")


def test_a_name_without_letters_for_it_is_left_out_with_the_way_out(alice: Laptop, home: Path) -> None:
    (home / "accounts.yaml").write_text(ACCOUNTS.replace('carol: {iban: "', 'carol: {name: "佐藤", iban: "'))
    _, said = told(alice, home, "--as", "pain001")
    assert alice.status == 10 and "write it there as their bank does: carol: {name: ...}" in said
    (home / "accounts.yaml").write_text(ACCOUNTS.replace("Test Co-operative", "佐藤"))
    _, said = told(alice, home, "--as", "pain001")
    assert alice.status == 10 and "write it there as your bank does: debtor: {name: ...}" in said


# Slips --------------------------------------------------------------------------------------------------------------


def test_each_payee_has_a_slip_that_says_what_is_paid_on_what(coop: Coop, alice: Laptop) -> None:
    said = alice.types("export", "slips", "1", "carol")
    assert alice.status == 0
    assert "Test Co-operative\nPayment of wages owed" in said
    assert "to          Carol (carol)" in said and "amount      40.00 EUR" in said
    assert "for         40.00 of 400.00, owed at the founding" in said
    assert "transfer    not made yet" in said
    assert "still owed  360.00 EUR, the oldest since 2026-03-01" in said
    alice.types("treasury", "settle", "1", "--reference", "t 118", "--withheld", "carol", "6.00", "tax", "the office")
    coop.run_clerk()
    said = alice.types("export", "slips", "1")
    assert said.count("Payment of wages owed") == 3 and said.count("\f") == 2
    assert "withheld    6.00 EUR, tax, to the office" in said
    assert "transfer    34.00 EUR on 2026-11-09 (t 118), not confirmed yet" in said
    Laptop(coop, "carol").types("treasury", "confirm", "1")
    coop.run_clerk()
    assert "(t 118), confirmed" in alice.types("export", "slips", "1", "carol")
    Laptop(coop, "bob").types("treasury", "contest", "1", "--reason", "nothing came")
    coop.run_clerk()
    assert "30.00 EUR on 2026-11-09 (t 118), disputed by bob" in alice.types("export", "slips", "1", "bob")


def test_slips_for_a_browser_carry_no_markup_of_others(coop: Coop, alice: Laptop, home: Path) -> None:
    evil = ("--withheld", "carol", "6.00", "<script>alert(1)</script>", "the office")
    alice.types("treasury", "settle", "1", "--reference", "t", *evil)
    coop.run_clerk()
    alice.types("export", "slips", "1", "--as", "html", "--to", str(home / "slips.html"))
    page = (home / "slips.html").read_text()
    assert page.count("<section>") == 3 and "<script>" not in page and "&lt;script&gt;" in page


def test_there_is_no_slip_of_a_payout_that_there_is_not(alice: Laptop) -> None:
    assert "there is no payout 9" in alice.types("export", "slips", "9") and alice.status == 2
    assert "payout 1 pays nothing to dan" in alice.types("export", "slips", "1", "dan") and alice.status == 2
