"""What people type to come into a federation, to belong to more affiliates or to fewer, and to merge two records."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.countersignature import Awaited
from tests.world.coop import Coop
from tests.world.enrolled import enrolled_coop, new_person
from tests.world.laptop import Laptop
from tests.world.people import key_of


@pytest.fixture
def federation(coop: Coop) -> Coop:
    return enrolled_coop(coop)


def belongs(federation: Coop, name: str) -> tuple[str, ...]:
    return Affiliation.one(federation.registry, name).affiliates


def people_file(folder: Path, federation: Coop, affiliate: str, *names: str) -> Path:
    """A file of new people, as somebody writes it: the key as a line, the proof as text."""
    rows = []
    for name in names:
        new = new_person(federation.genesis, name, affiliate)
        proof = "".join(f"    {line}\n" for line in new.proof.splitlines())
        rows.append(f"- person: {name}\n  name: {new.name}\n  key: {new.key.type} {new.key.blob}\n  proof: |\n{proof}")
    file = folder / "people.yaml"
    file.write_text("".join(rows))
    return file


def test_a_person_proves_and_an_affiliate_brings_them_in(federation: Coop, tmp_path: Path) -> None:
    noor, bob = Laptop(federation, "noor"), Laptop(federation, "bob")
    proof, key = tmp_path / "noor.proof", tmp_path / "noor.pub"
    said = noor.types("key", "prove", "noor", "--affiliate", "riverside", "--to", str(proof))
    assert "The person who acts for riverside needs it" in said
    assert "govtool federation enrol riverside --person noor --key noor.pub --proof @noor.proof --name ..." in said
    key.write_text(key_of("noor").public_key.line + "\n")
    one = ("--person", "noor", "--name", "Noor Ali", "--key", str(key), "--proof", f"@{proof}")
    said = bob.types("federation", "enrol", "riverside", *one)
    assert f"noor (Noor Ali), key {key_of('noor').public_key.fingerprint}" in said
    assert "You bring 1 person into the federation for riverside." in said and bob.status == 0
    federation.run_clerk()
    assert belongs(federation, "noor") == ("riverside",)
    assert "[proof_of_possession]" in bob.types(
        "federation", "enrol", "riverside", *("--person", "nour", "--name", "Nour"), *one[4:]
    )
    assert federation.audit().ok


def test_a_proof_for_an_affiliate_that_is_not_here_is_not_made(federation: Coop, coop: Coop) -> None:
    said = Laptop(federation, "noor").types("key", "prove", "noor", "--affiliate", "noname")
    assert "[unknown_affiliate]" in said
    said = Laptop(coop, "noor").types("key", "prove", "noor", "--affiliate", "riverside")
    assert "[unknown_affiliate]" in said


def test_a_second_signer_sees_everybody_whom_they_bring_in(federation: Coop, tmp_path: Path) -> None:
    finn, hal = Laptop(federation, "finn"), Laptop(federation, "hal")
    file = people_file(tmp_path, federation, "commune", "noor", "omar")
    said = finn.types("federation", "enrol", "commune", str(file))
    assert "You bring 2 people into the federation for commune." in said and finn.status == 0
    federation.run_clerk()
    assert Member.of(federation.registry, "noor") is None
    said = hal.types("sign")
    for name in ("noor", "omar"):
        assert f"{name} ({name.title()}), key {key_of(name).public_key.fingerprint}" in said
    assert "nothing was signed" in said
    assert "must be signed by itself" in hal.types("sign", "--yes")
    hal.types("sign", _digest(federation), "--yes")
    federation.run_clerk()
    assert belongs(federation, "omar") == ("commune",)


def test_a_file_that_does_not_fit_names_its_lines(federation: Coop, tmp_path: Path) -> None:
    bob = Laptop(federation, "bob")
    file = people_file(tmp_path, federation, "riverside", "noor")
    whole = file.read_text()
    file.write_text(whole.replace("ssh-ed25519 ", "ssh-ed25519 x"))
    said = bob.types("federation", "enrol", "riverside", str(file))
    assert "is no public key" in said and "people.yaml:3" in said and bob.status == 10
    file.write_text("noor: 1\n")
    assert "must be a list of people" in bob.types("federation", "enrol", "riverside", str(file))
    for arguments in ((), ("--person", "noor"), (str(file), "--person", "noor")):
        said = bob.types("federation", "enrol", "riverside", *arguments)
        assert "give a file of people, or one person with all four options" in said and bob.status == 2
    said = bob.types("federation", "enrol", "riverside", "--person", "noor", "--name", "Noor Ali")
    assert "(missing: --key and --proof)" in said and "→ govtool federation enrol riverside --person noor" in said


def test_home_takes_the_affiliate_as_its_help_says(federation: Coop) -> None:
    bob = Laptop(federation, "bob")
    assert "[not_affiliated]" in bob.types("federation", "home", "restaurant") and bob.status == 10
    assert "[precondition]" in bob.types("federation", "home", "riverside") and bob.status == 10
    assert "Missing argument 'AFFILIATE'" in bob.types("federation", "home") and bob.status == 2


def test_merge_with_the_own_record_asks_for_the_other(federation: Coop) -> None:
    bob = Laptop(federation, "bob")
    assert "bob is the record with which you sign" in bob.types("federation", "merge", "bob") and bob.status == 2


def test_a_person_joins_another_affiliate_and_ends_it(federation: Coop) -> None:
    carol, dora = Laptop(federation, "carol"), Laptop(federation, "dora")
    said = carol.types("federation", "affiliate", "restaurant")
    assert "You ask to belong to restaurant." in said
    assert "it takes effect with the last signature that it needs" in said
    federation.run_clerk()
    said = dora.types("sign")
    assert "Waits for your signature: the statement of carol, who asks to belong to restaurant\n" in said
    digest = _digest(federation)
    assert dora.types("sign", digest, "--yes") and dora.status == 0
    federation.run_clerk()
    assert belongs(federation, "carol") == ("riverside", "restaurant")
    assert "You no longer belong to restaurant." in carol.types("federation", "end-affiliation", "restaurant")
    federation.run_clerk()
    said = dora.types("federation", "end-affiliation", "restaurant", "--person", "eva")
    assert "eva no longer belongs to restaurant." in said
    federation.run_clerk()
    assert belongs(federation, "carol") == ("riverside",) and belongs(federation, "eva") == ()
    assert federation.audit().ok


def test_a_person_chooses_a_home_once_in_180_days(federation: Coop) -> None:
    alice = Laptop(federation, "alice")
    said = alice.types("federation", "home", "restaurant")
    assert "Your home is restaurant.\n" in said and "it takes effect once the clerk records it" in said
    federation.run_clerk()
    said = alice.types("federation", "home", "riverside")
    assert "alice cannot choose another home before 2027-04-30T10:00:00Z [not_yet]" in said and alice.status == 10
    federation.later("P180D")
    assert "Your home is riverside." in alice.types("federation", "home", "riverside")
    federation.run_clerk()
    assert belongs(federation, "alice") == ("riverside", "restaurant") and federation.audit().ok


def test_two_records_are_merged_by_both_keys(federation: Coop) -> None:
    dora, eva = Laptop(federation, "dora"), Laptop(federation, "eva")
    assert "A key of dora must sign it: govtool sign." in eva.types("federation", "merge", "dora")
    federation.run_clerk()
    assert "the statement of eva, who is the same person as dora\n" in dora.types("sign")
    dora.types("sign", _digest(federation), "--yes")
    federation.run_clerk()
    assert federation.member("eva").membership == "left" and federation.member("dora").membership == "member"
    assert federation.audit().ok


def test_only_a_federation_has_them(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    for arguments in (("affiliate", "riverside"), ("end-affiliation", "riverside"), ("merge", "bob")):
        assert "[no_federation]" in alice.types("federation", *arguments) and alice.status == 10


def _digest(federation: Coop) -> str:
    """The digest of the one statement that waits."""
    ((_, digest),) = Awaited.home.listed(federation.registry)
    return digest
