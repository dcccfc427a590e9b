"""The treasurer's file of accounts: who is missing is added with room for the number, and her own words stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.file.test_roundtrip import HOSTILE
from tests.threats.attack_money import PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop

MINE = """\
# for my eyes only
debtor: {iban: "DE89 3704 0044 0532 0130 00"}   # ours
accounts:
  alice:   # told me herself
    iban: DE02 1203 0000 0000 2020 51
    # not the one from last year
  # bob will tell me

# the bank is closed on Mondays
"""


@pytest.fixture
def alice(tmp_path: Path) -> Laptop:
    coop = Coop.found(tmp_path / "coop", records=books(50000))
    coop.pass_("alice", "pay-100", PAY)
    return Laptop(coop, "alice")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    file = tmp_path / "home" / "accounts.yaml"
    file.write_text(MINE)
    return file


def exported(alice: Laptop, file: Path, *more: str) -> str:
    return alice.types("export", "payments", "1", "--accounts", str(file), *more)


def row(name: str, full_name: str, amount: str) -> str:
    comment = f"# {full_name}: {amount} USD of payout 1; write the number of the account"
    return f"  {name}:".ljust(40) + comment + '\n    iban: ""\n'


def test_payees_who_are_missing_are_added_and_every_word_stays(alice: Laptop, file: Path) -> None:
    said = exported(alice, file)
    assert alice.status == 10 and file.read_text() == MINE
    assert "→ add them to the file: govtool export payments 1 --accounts FILE --add-missing" in said
    said = exported(alice, file, "--add-missing")
    assert alice.status == 10 and f"Added to {file}: bob, carol" in said
    added = row("bob", "Bob", "30.00") + row("carol", "Carol", "40.00")
    assert file.read_text() == MINE.replace("  # bob will", f"{added}  # bob will")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "bob cannot be paid into this account: '' is no IBAN" in said and "add them to the file" not in said


def test_with_the_numbers_written_everybody_is_paid(alice: Laptop, file: Path) -> None:
    exported(alice, file, "--add-missing")
    numbers = iter(["DE02500105170137075030", "GB33BUKB20201555555555"])
    text = file.read_text()
    while '""' in text:
        text = text.replace('""', f'"{next(numbers)}"', 1)
    file.write_text(text)
    said = exported(alice, file, "--add-missing")
    assert alice.status == 0 and "has all payees of payout 1 already" in said and file.read_text() == text


def test_a_file_without_payees_gets_all_of_them(alice: Laptop, file: Path) -> None:
    file.write_text("accounts: {}  # nobody yet\n")
    exported(alice, file, "--add-missing")
    names = [line.split(":")[0].strip() for line in file.read_text().splitlines() if line[:3].strip() and ":" in line]
    assert "# nobody yet" in file.read_text() and names[0] == "accounts"
    assert file.read_text().count('iban: ""') == 3


def test_a_file_that_is_not_there_is_made_with_the_payees(alice: Laptop, file: Path) -> None:
    file.unlink()
    said = exported(alice, file)
    assert alice.status == 2 and f"{file} is not there" in said and "the same command with --add-missing" in said
    assert not file.exists()
    said = exported(alice, file, "--add-missing")
    assert alice.status == 10 and f"Added to {file}: alice, bob, carol" in said
    assert file.stat().st_mode & 0o777 == 0o600 and "# The accounts of the people who are paid" in file.read_text()
    filled = file.read_text().replace('iban: ""', 'iban: "DE02 1203 0000 0000 2020 51"', 1)
    for line in ('routing: "021000021"\n    account: "123456789"', "other: cash"):
        filled = filled.replace('iban: ""', line, 1)
    file.write_text(filled)
    said = exported(alice, file)
    assert alice.status == 0 and "021000021" in said and "cash" in said
    nowhere = file.parent / "no-folder" / "accounts.yaml"
    assert "cannot be read" in exported(alice, nowhere, "--add-missing") and alice.status == 2


def test_what_cannot_be_kept_is_said_and_the_file_stays(alice: Laptop, file: Path) -> None:
    text = 'accounts: {alice: {iban: "DE02120300000000202051"},  # hers\n  dan: {iban: "x"}}\n'
    file.write_text(text)
    said = exported(alice, file, "--add-missing")
    assert alice.status == 1 and "this comment would be lost: # hers" in said and "change it by hand" in said
    assert file.read_text() == text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_stays_as_it_is(alice: Laptop, file: Path, name: str) -> None:
    file.write_bytes(HOSTILE[name])
    said = exported(alice, file, "--add-missing")
    assert alice.status == 10 and "accounts.yaml" in said and file.read_bytes() == HOSTILE[name]


def test_a_file_in_the_repository_is_never_written(alice: Laptop) -> None:
    file = alice.folder / "accounts.yaml"
    file.write_text(MINE)
    said = exported(alice, file, "--add-missing")
    assert alice.status == 2 and "is in the repository's folder" in said and file.read_text() == MINE
