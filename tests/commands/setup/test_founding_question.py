"""The questions of `govtool init` on a terminal: a wrong answer is asked for again, alone, and nothing is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import pexpect

from govtool.core.ids import digest_of
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of
from govtool.domain.money.account import owed_all
from govtool.domain.money.debt import Debt
from govtool.domain.money.treasury import Entry, treasury_of
from tests.commands.setup.test_init import BOB, NOW, Founder, founder  # noqa: F401
from tests.world.people import key_of

Talk = Sequence[tuple[str, str | None]]

PRIVATE: Talk = [("Visibility", "private")]
KETTLE: Talk = [("Its currency", "EUR"), ("Name of the co-operative", "Kettle")]
ALICE: Talk = [("You: your id", "alice"), ("Full name", "Alice Lee"), ("Hours a week", "40h")]
BOB_HIMSELF: Talk = [("Another founder: their id", "bob"), ("Their full name", "Bob Roy"), ("Hours a week", "")]
NO_MORE: Talk = [("no more founders", "")]
NO_BOOKS: Talk = [("Does it owe wages already", "")]


def asked(founder: Founder, *talk: tuple[str, str | None], options: Sequence[str] = ()) -> str:  # noqa: F811
    """What init says on a terminal while somebody answers: each question is waited for, in this order."""
    founder.clones()
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "govtool.cli.main", "-C", str(founder.coop), "init", *options],
        cwd=str(founder.folder),
        env={**os.environ, "TERM": "dumb", "PAGER": "cat"},
        encoding="utf-8",
        timeout=60,
        dimensions=(60, 300),
    )
    said = ""
    for question, answer in talk:
        terminal.expect(question)
        said += (terminal.before or "") + question
        if answer is not None:
            terminal.sendline(answer)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0, said + (terminal.before or "")
    return said + (terminal.before or "")


def test_it_asks_for_one_thing_at_a_time_and_asks_a_wrong_one_again(founder: Founder) -> None:  # noqa: F811
    bob = key_of("bob").public_key.line
    talk: Talk = [
        ("Visibility", "public"), ("Everybody can read it", None), ("govtool documents", None),
        ("Its currency", "euro"), ("EURO is no currency that ISO 4217 lists", None), ("Its currency", "jpy"),
        ("Name of the co-operative", "x" * 200), ("name", None), ("Name of the co-operative", "Kettle"),
        ("You: your id", "Alice"), ("an id is small letters", None), ("You: your id", "alice"),
        ("Full name", "Alice Lee"),
        ("Hours a week", "40"), ("type 40h for hours or 40m for minutes", None), ("Hours a week", "40h"),
        ("types govtool key setup", None),
        ("Another founder", "clerk"), ("'clerk' cannot be an id: reports use this word", None),
        ("Another founder", "alice"), ("alice is named already", None),
        *BOB_HIMSELF,
        ("The public key of bob", "ssh-ed25519 AAAAC3"), ("bob: ", None),
        ("The public key of bob", "nowhere.pub"), ("nowhere.pub cannot be read", None),
        ("The public key of bob", bob),
        *NO_MORE, *NO_BOOKS, ("Found it", "y"), ("Kettle is founded", None),
    ]  # fmt: skip
    asked(founder, *talk)
    organization = organization_of(founder.book.state)
    assert (organization.currency, organization.exponent, organization.founding) == ("JPY", 0, ("bob",))
    assert [member.id for member in Member.all(founder.book.state)] == ["alice", "bob"]


def test_a_founder_without_a_key_is_left_out_and_a_key_can_be_a_file(founder: Founder) -> None:  # noqa: F811
    talk: Talk = [
        *PRIVATE, *KETTLE, *ALICE,
        ("Another founder", "carol"), ("Their full name", "Carol Wu"), ("Hours a week", "10h"),
        ("The public key of carol", ""), ("carol is left out", None),
        *BOB_HIMSELF,
        ("The public key of bob", str(founder.folder / "bob")), ("is a private key; never give it away", None),
        ("name the public one", None),
        ("The public key of bob", "../bob.pub"),
        *NO_MORE, *NO_BOOKS, ("Found it", "y"), ("Kettle is founded", None),
    ]  # fmt: skip
    asked(founder, *talk)
    bob = Member.one(founder.book.state, "bob")
    assert [key.blob for key in bob.keys] == [key_of("bob").public_key.base64]
    assert Member.of(founder.book.state, "carol") is None


def test_wages_owed_and_money_are_asked_for_as_people_write_them(founder: Founder) -> None:  # noqa: F811
    paper, bank = founder.folder / "wages.txt", founder.folder / "bank.txt"
    paper.write_text("Alice is owed 300.\n")
    bank.write_text("1,200.50\n")
    talk: Talk = [
        *PRIVATE, *KETTLE, *ALICE, *NO_MORE,
        ("Does it owe wages already", "y"), ("nobody can add these", None),
        ("Wages owed to Alice Lee \\(alice\\), in EUR", "300,00"), ("is not an amount", None),
        ("Wages owed to Alice Lee", "300 USD"), ("all amounts here are in EUR", None),
        ("Wages owed to Alice Lee", "0"), ("is nothing", None),
        ("Wages owed to Alice Lee", "300"),
        ("Since which day", "2026-11-03"), ("has not come yet", None), ("Since which day", "2026-10-31"),
        ("The file that shows it", "none.txt"), ("none.txt cannot be read", None),
        ("The file that shows it", str(paper)),
        ("Money in the treasury, in EUR", "1200.50"), ("The file that shows it", str(bank)),
        ("wages owed already: 300.00 EUR", None), ("alice: 300.00 EUR, since 2026-10-31", None),
        ("in the account treasury: 1200.50 EUR", None),
        ("Found it", "y"), ("Kettle is founded", None),
    ]  # fmt: skip
    asked(founder, *talk)
    state = founder.book.state
    assert [(each.creditor, each.owed_minor) for each in owed_all(state, NOW)] == [("alice", 30000)]
    assert treasury_of(state).balance("treasury") == 120050
    assert [debt.document for debt in Debt.all(state)] == [digest_of(paper.read_bytes())]
    assert [entry.document for entry in Entry.all(state, newest_first=True)] == [digest_of(bank.read_bytes())]


def test_who_owes_nothing_and_has_nothing_after_all_founds_without_books(founder: Founder) -> None:  # noqa: F811
    talk: Talk = [
        *PRIVATE, *KETTLE, *ALICE, *NO_MORE, ("Does it owe wages already", "y"),
        ("Wages owed to Alice Lee", ""), ("Money in the treasury", ""), ("Found it", "y"), ("Kettle is founded", None),
    ]  # fmt: skip
    said = asked(founder, *talk)
    assert "wages owed already" not in said and not owed_all(founder.book.state, NOW)


def test_what_an_option_gives_is_not_asked_for(founder: Founder) -> None:  # noqa: F811
    opening = founder.folder / "opening.yaml"
    row = '{account: treasury, amount: "5.00", document: bob.pub}'
    opening.write_text(f"currency: EUR\ntreasury: [{row}]\n")
    options = ("--currency", "eur", "--founder", "alice:Alice Lee:40h", "--opening", str(opening))
    said = asked(founder, *PRIVATE, ("Name of the co-operative", "Kettle"), ("Found it", "y"), options=options)
    for question in ("Its currency", "Another founder", "Does it owe"):
        assert question not in said
    assert treasury_of(founder.book.state).balance("treasury") == 500


def test_a_currency_that_cannot_be_is_told_before_any_question(founder: Founder) -> None:  # noqa: F811
    founder.clones()
    assert "EURO is no currency" in founder.init("--name", "Kettle", "--currency", "euro", "--founder", BOB)
    assert founder.status == 2 and founder.mains == []


def test_a_federation_asks_for_its_affiliate_and_for_no_hours(founder: Founder) -> None:  # noqa: F811
    talk: Talk = [
        ("This founds a federation", None), *PRIVATE,
        ("Its currency", "EUR"), ("Name of the federation", "Valley"),
        ("The first affiliate: its id", "River Side"), ("an id is small letters", None),
        ("The first affiliate: its id", "riverside"), ("Its name", "Riverside Co-op"),
        ("You: your id", "alice"), ("Full name", "Alice Lee"),
        ("Another founder", "bob"), ("Their full name", "Bob Roy"),
        ("The public key of bob", key_of("bob").public_key.line),
        *NO_MORE, *NO_BOOKS, ("Found it", "y"), ("Valley is founded", None),
    ]  # fmt: skip
    said = asked(founder, *talk, options=("--profile", "federation"))
    assert "Hours a week" not in said and Affiliate.one(founder.book.state, "riverside").people == 2
