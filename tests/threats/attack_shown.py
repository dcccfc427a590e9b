"""What people are shown and what is paid: an old vote, who can pass what, a founding, a second signature, a bank."""

from __future__ import annotations

import base64
import itertools
import os
import subprocess
from typing import Any

from govtool.core.tally import CHOICES, sums_of, tally_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import MemberKey
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.policy import Policy
from govtool.io.git.bundle import MAX_OBJECT
from tests.threats.attack_money import BUDGET, PAY, rich
from tests.world.bank import camt, mt940, ofx
from tests.world.coop import Coop
from tests.world.handmade_signature import ORIGIN
from tests.world.laptop import Laptop
from tests.world.passkey import PASSKEY_BLOB, Passkey
from tests.world.people import FOUNDED_AT, person, shipped_bylaws
from tests.world.words import MOTION

FIVE = ("alice", "bob", "carol", "dan", "erin")
TEA = ("treasury", "expense", "2.00", "--line", "year/tea", "--document", "invoice.pdf")


def old_vote_at_another_page(coop: Coop) -> set[str]:
    """A passkey's vote decided; then members vote that passkeys are used at another page only."""
    blob = base64.b64encode(PASSKEY_BLOB).decode()
    key = MemberKey.read(
        {"type": "sk-ecdsa-sha2-nistp256@openssh.com", "blob": blob, "use": "sign", "active_at": FOUNDED_AT}
    )
    alice = person("alice")
    people = [alice.changed(keys=(*alice.keys, key)), *(person(name) for name in FIVE[1:])]
    coop = coop.another("passkeys", people=people, origins=(ORIGIN,))
    number = coop.open("bob", "kettle", MOTION)
    ballot = coop.vote("alice", number, key=Passkey())  # type: ignore[arg-type]
    coop.vote("bob", number)
    coop.run_clerk()
    receipt = coop.hub.ref(f"refs/heads/gather/{number}") or ""
    coop.finish(number)
    carol = Laptop(coop, "carol")
    then = carol.reads("tally", number)
    coop.pass_("bob", "pages", f"- {{action: set-passkey-origins, from: ['{ORIGIN}'], to: ['https://other.example']}}")
    assert organization_of(coop.registry).passkey_origins == ("https://other.example",) and coop.audit().ok
    assert carol.reads("tally", number) == then and (then["result"], then["for"]) == ("passed", 4)
    for kept in (ballot, receipt):
        carol.types("audit", "--receipt", kept)
        assert carol.status == 0, kept
    second = coop.open("bob", "teapot", MOTION)
    coop.vote("alice", second, key=Passkey())  # type: ignore[arg-type]
    coop.run_clerk()
    return {"SAME"} | coop.voided(second)


def who_can_pass_what(coop: Coop) -> set[str]:
    """Nine tenths of the others of five, teams and quorums: every door says what every way to vote comes to."""

    def edit(data: dict[str, Any]) -> None:
        data["rules"]["expel"]["outcomes"][0]["at_least"] = "90%"

    coop = coop.another("five", people=[person(name, hours=600) for name in FIVE], bylaws=shipped_bylaws(edit))
    alice, bylaws = Laptop(coop, "alice"), bylaws_of(coop.registry)
    told = {row["rule"]: row for row in alice.reads("simulate", "bylaws", "registry/bylaws.yaml")["rules"]}
    shown = alice.types("show", "bylaws")
    for name, rule in bylaws.rules.items():
        row = told[name]
        results = {rule.outcomes[0].result}
        reached = [
            len(votes) - votes.count(None)
            for votes in itertools.product((None, *CHOICES), repeat=row["eligible_heads"])
            if tally_of(rule, sums_of((1, 1, vote) for vote in votes)).result in results
        ]
        assert row["fewest_heads"] == min(reached), name
    assert (told["expel"]["eligible_heads"], told["expel"]["needed"], told["expel"]["fewest_heads"]) == (4, 4, 4)
    assert "at least 90% of all except the person concerned = 4 of 4 votes (4 people or more)" in shown, shown
    return {"SAME"}


def pinned_in_two_places(coop: Coop) -> set[str]:
    """A founding that was given up is pinned by the computer and by the clone: one command takes both away."""
    bob, other = Laptop(coop, "bob"), coop.another("again", nonce="1" * 32)
    bob.types("status")
    bob.git("remote", "set-url", "origin", str(other.folder / "hub.git"))
    line = f"govtool trust remove {coop.genesis}"
    assert line in bob.types("status") and bob.status != 0
    bob.types(*line.split()[1:])
    assert bob.reads("trust", "list") == []
    bob.types("status")
    return {"SAME"} if bob.git("config", "govtool.genesis").strip() == other.genesis and bob.status == 0 else set()


def hostile_bundle(coop: Coop) -> set[str]:
    """A bundle of a few KB that unpacks to more than may be, and a pipe in place of one."""
    hub, carol = str(coop.folder / "hub.git"), Laptop(coop, "carol")

    def git(*arguments: str, given: bytes = b"") -> str:
        done = subprocess.run(["git", "-C", hub, *arguments], input=given, capture_output=True, check=True)
        return done.stdout.decode().strip()

    blob = git("hash-object", "-w", "--stdin", given=bytes(MAX_OBJECT + 1))
    tree = git("mktree", given=f"100644 blob {blob}\tzeros\n".encode())
    commit = coop.commit(tree, (coop.head,), "Zeros\n", None)
    coop.hub.set_ref("refs/heads/vote/0001/bob", commit)
    made, pipe = coop.folder / "zeros.bundle", coop.folder / "pipe"
    git("bundle", "create", "--quiet", str(made), "refs/heads/vote/0001/bob", "^refs/heads/main")
    coop.hub.delete_ref("refs/heads/vote/0001/bob")
    os.mkfifo(pipe)
    assert made.stat().st_size < 1 << 20
    for file, why in ((made, "an object of more than"), (pipe, "a pipe or a device")):
        assert why in carol.types("take", str(file)) and carol.status in (1, 2)
    return (
        {"SAME"} if carol.git("for-each-ref", "refs/govtool") == "" and not coop.hub.refs("refs/heads/vote") else set()
    )


def payee_without_account(coop: Coop) -> set[str]:
    """One payee has no account in the treasurer's file: the others are paid, and that one is named."""
    coop = rich(coop)
    coop.pass_("alice", "pay-100", PAY)
    accounts = coop.folder / "accounts.yaml"
    accounts.write_text(
        'accounts: {alice: {iban: "DE02 1203 0000 0000 2020 51"}, carol: {iban: "GB33BUKB20201555555555"}}\n'
    )
    alice = Laptop(coop, "alice")
    said = alice.types("export", "payments", "1", "--accounts", str(accounts))
    paid = [line.split(",")[2] for line in said.splitlines() if line.startswith("1,")]
    assert paid == ["alice", "carol"] and alice.status == 10
    return {"SAME"} if "not paid by it: bob (30.00 USD)" in said and "--only bob" in said else set()


def payee_of_a_members_name(coop: Coop) -> set[str]:
    """An expense to "Bob", who is a member: nobody books it before it is said whom that means."""
    coop = rich(coop)
    coop.pass_("alice", "tea", BUDGET)
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    (alice.folder / "invoice.pdf").write_text("Invoice 7\n")
    for typed in ("Bob", "bob", "ＢＯＢ"):
        said = alice.types(*TEA, "--to", typed)
        assert alice.status == 2 and "--to-member bob" in said and f"--to-other {typed!r}" in said
    coop.run_clerk()
    assert not tuple(all_awaited(coop.registry, coop.now))
    alice.types(*TEA, "--to-member", "bob")
    coop.run_clerk()
    bob.types("sign", "--yes")
    coop.run_clerk()
    # whom it was paid to does not second it
    ((_, awaited),) = all_awaited(coop.registry, coop.now)
    return {"SAME"} if awaited.body["payee_member"] == "bob" else set()


def second_signature_unseen(coop: Coop) -> set[str]:
    """`sign --yes` on an undoing and on an income that is booked already: shown whole, and not signed if warned of."""
    coop = rich(coop)
    coop.pass_("alice", "tea", BUDGET)
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    (alice.folder / "invoice.pdf").write_text("Invoice 7\n")
    income = ("treasury", "income", "70.00", "--source", "client", "--document", "invoice.pdf", "--on", "2026-10-01")
    said = []
    for line in ((*TEA, "--to", "The tea shop"), income, ("treasury", "undo", "2"), income):
        alice.types(*line)
        coop.run_clerk()
        said.append(bob.types("sign", "--yes"))
        coop.later("P1D")
        coop.run_clerk()
    assert "amount 2.00 USD" in said[0] and "payee name The tea shop" in said[0]
    assert "amount 70.00 USD" in said[1] and "undo" in said[2] and "2.00 USD" in said[2] and "The tea shop" in said[2]
    ((_, left),) = all_awaited(coop.registry, coop.now)
    return {"SAME"} if left.kind == "book-income" and "Not signed, because there is a warning" in said[3] else set()


def bank_that_does_not_add_up(coop: Coop) -> set[str]:
    """A line is taken out of the bank's file, in every format that has an opening balance."""
    coop, seen = rich(coop), {"REFUSE:bank_file"}
    alice = Laptop(coop, "alice")
    rows = [("2026-11-03", "500.00", "invoice 7"), ("2026-11-09", "-30.05", "transfer 118")]
    for form in (camt, ofx, mt940):
        for kept, good in ((rows, True), (rows[:1], False), (rows[1:], False)):
            file = coop.folder / "bank.txt"
            file.write_text(form(kept, "969.95", "2026-11-30", opening="500.00"))
            said = alice.types("treasury", "reconcile", str(file), "--look")
            assert ("[bank_file]" not in said) == good, said
            if not good:
                seen &= {f"REFUSE:{code}" for code in ("bank_file",) if f"[{code}]" in said and "969.95 USD" in said}
    return seen


def founding_unseen(coop: Coop) -> set[str]:
    """A founding brings a policy: whoever accepts it has its text and every bylaw before them, `--yes` too."""
    text = ("# Goals", "", "Whoever leaves gives up what they are owed.")
    policy = Policy(id="goals", title="Goals", version=1, text=text)
    coop = coop.another("charter", records={policy.path: policy}, founding=("erin",))
    erin = Laptop(coop, "erin")
    for options in ((), ("--yes",)):
        said = erin.types("sign", *options)
        before = said.partition("signed and delivered")[0]
        assert all(f"  | {line}" in before for line in text if line) and "Policy Goals (goals)" in before
        assert all(f"  {name} (" in before for name in bylaws_of(coop.registry).rules)
        assert (erin.status == 0) is bool(options)
    coop.run_clerk()
    return {"SAME"} if organization_of(coop.registry).founding == () and coop.audit().ok else set()


def hours_without_a_unit(coop: Coop) -> set[str]:
    """Five hours a week are typed as 5, and an hour of work as 20: nobody signs minutes that were meant as hours."""
    dan, before = Laptop(coop, "dan"), coop.hub.refs("refs/")
    for line in (
        ("reduce", "5"),
        ("apply", "--hours", "5"),
        ("hours", "log", "--hours", "20", "--task", "shelves"),
        ("propose", "change-hours", "--member", "dan", "--to", "20", "--yes"),
    ):
        said = dan.types(*line)
        number = next(part for part in line if part.isdigit())
        assert dan.status != 0 and f"{number}h for hours or {number}m for minutes" in said, line
    return {"SAME"} if coop.hub.refs("refs/") == before else set()
