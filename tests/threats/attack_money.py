"""Attacks on money: by a majority, by a treasurer, by a clerk gone bad, by whoever may push."""

from __future__ import annotations

from itertools import count

from govtool.core.canonical import emit
from govtool.core.ids import digest_of
from govtool.core.record import Record
from govtool.domain.books.opening_balance import OpeningBalance
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.statement import Statement, last_number
from govtool.domain.money.account import Account, account_of, owed_all
from govtool.domain.money.debt import Debt
from govtool.domain.money.payout import Payout
from govtool.domain.money.treasury import treasury_of
from tests.world.coop import Coop
from tests.world.money import BUDGET as BUDGET
from tests.world.money import DOCUMENT as DOCUMENT
from tests.world.money import expense
from tests.world.people import FOUNDED_AT, codes, person, shipped_bylaws

OWED = {"alice": 30000, "bob": 30000, "carol": 40000}
PAY = "- {action: pay-debts, amount_minor: 10000, from: treasury}"
PAYOUT = "registry/payouts/2026/000001.yaml"
_names = count()


def books(treasury_minor: int = 50000, owed: dict[str, int] | None = None) -> dict[str, Record]:
    """What a co-operative is founded with in these stories: 1000.00 owed as 300, 300 and 400, and some money."""
    rows = [
        {"creditor": name, "amount_minor": amount, "owed_on": f"2026-0{month}-01", "document": DOCUMENT}
        for month, (name, amount) in enumerate((owed or OWED).items(), start=1)
    ]
    pots = [{"account": "treasury", "amount_minor": treasury_minor, "document": DOCUMENT}] if treasury_minor else []
    opening = OpeningBalance.read({"currency": "USD", "debts": rows, "treasury": pots})
    return dict(opening.records(FOUNDED_AT))


def rich(coop: Coop, treasury_minor: int = 50000, **options: object) -> Coop:
    """A co-operative beside this one that has books."""
    return coop.another(f"rich-{next(_names)}", records=books(treasury_minor), **options)


def filed(coop: Coop, actions: str, slug: str = "money") -> set[str]:
    """Why a filing is not opened."""
    coop.propose("alice", slug, actions)
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


def stated(coop: Coop, member: str, kind: str, body: dict[str, object]) -> set[str]:
    """Why a statement is not taken in; empty where it is."""
    oid = coop.state(member, kind, body)
    coop.run_clerk()
    number = coop.hub.refs(f"refs/heads/statement/{member}/")
    branch = next(ref for ref, found in number.items() if found == oid).removeprefix("refs/heads/")
    return coop.refused(branch)


def both(coop: Coop, first: str, second: str, kind: str, body: dict[str, object]) -> set[str]:
    """Two persons, one after the other; why the second is refused, or the first."""
    found = stated(coop, first, kind, body)
    if found:
        return found
    data = coop.file(Statement.home.path(first, last_number(coop.registry, first)))
    assert data is not None
    return stated(coop, second, "countersign", {"confirms": digest_of(data)})


def outcome(coop: Coop, number: str) -> str:
    """What the enactment came to."""
    enacted = coop.entry(number).enacted
    assert enacted is not None and coop.audit().ok
    return f"{enacted.result}: {enacted.reason}" if enacted.reason else enacted.result


def owed(coop: Coop) -> dict[str, int]:
    """What everybody is owed."""
    return {each.creditor: each.owed_minor for each in owed_all(coop.registry, coop.now)}


# Proposer and majority


def more_than_there_is(coop: Coop) -> set[str]:
    coop = rich(coop, treasury_minor=40000)
    number = coop.pass_("alice", "pay", PAY.replace("10000", "50000"))
    assert coop.entry(number).decided is not None and owed(coop) == OWED
    return {outcome(coop, number)}


def chosen_payees(coop: Coop) -> set[str]:
    coop = rich(coop)
    seen = {"REFUSE:schema"}
    for number, more in enumerate(("creditor: alice", "lines: [{creditor: alice, amount_minor: 1}]", "except: [bob]")):
        seen &= filed(coop, PAY.replace("from:", f"{more}, from:"), f"chosen-{number}")
    return seen


def correction_downwards(coop: Coop) -> set[str]:
    coop = rich(coop)
    action = "- {action: correct-debt, creditor: bob, amount_minor: -100, owed_on: '2026-01-01', reason: REASON}"
    seen = filed(coop, action.replace("REASON", "Too much was approved"))
    assert owed(coop) == OWED
    return seen


def fine(coop: Coop) -> set[str]:
    """A fine for Bob, and a window that he broke set off against what he is owed; nobody asks him."""
    coop = rich(coop)
    action = "- {action: correct-debt, creditor: bob, amount_minor: -5000, owed_on: '2026-01-01', reason: REASON}"
    seen = filed(coop, action.replace("REASON", "A fine for coming late"), "fine")
    seen |= filed(coop, action.replace("REASON", "Set off against the broken window"), "window")
    assert filed(coop, "- {action: fine, member: bob, amount_minor: 5000}", "other") == {"REFUSE:schema"}
    assert owed(coop) == OWED
    return seen


def forgiveness_by_vote(coop: Coop) -> set[str]:
    coop = rich(coop)
    seen = filed(coop, "- {action: forgive, amount_minor: 100}")
    assert stated(coop, "alice", "forgive", {"amount_minor": 100, "creditor": "bob"}) == {"REFUSE:schema"}
    return seen


# Payouts


def two_payouts(coop: Coop) -> set[str]:
    coop = rich(coop, treasury_minor=50000)
    first = coop.open("alice", "one", PAY.replace("10000", "40000"))
    second = coop.open("bob", "two", PAY.replace("10000", "40001"))
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, first)
        coop.vote(voter, second)
    coop.finish(first)
    coop.finish(second)
    assert outcome(coop, first) == "enacted"
    return {f"second {outcome(coop, second)}"}


def exact_sums(coop: Coop) -> set[str]:
    """Amounts that cannot be divided evenly: the lines sum up, and nobody gets more than is owed."""
    coop = coop.another(records=books(50000, {"alice": 1, "bob": 3, "carol": 7, "dan": 9998}))
    for number, amount in enumerate((1, 2, 101, 9999)):
        before = owed(coop)
        coop.pass_("alice", f"pay-{number}", PAY.replace("10000", str(amount)))
        payout = coop.registry.get(Payout, f"registry/payouts/2026/{number + 1:06d}.yaml")
        assert payout is not None and payout.lines
        assert sum(line.amount_minor for line in payout.lines) == min(amount, sum(before.values()))
        assert all(0 <= line.amount_minor <= before[line.creditor] for line in payout.lines)
    assert owed(coop) == {} and coop.audit().ok
    return {"SAME"}


def _ready_to_pay(coop: Coop) -> tuple[Coop, str]:
    """A payout that has passed and is due, which an honest clerk would enact now."""
    coop = rich(coop, people=[person(name) for name in ("alice", "bob", "dan")] + [person("carol", membership="left")])
    number = coop.open("alice", "pay", PAY)
    for voter in coop.who_votes(coop.entry(number)):
        coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk()
    coop.later("P1D")
    return coop, number


def one_unit(coop: Coop) -> set[str]:
    """The clerk gives Alice one minor unit more, and takes it from Bob."""
    coop, number = _ready_to_pay(coop)
    event = coop.enactment(number)
    state, _ = event.apply(coop.registry)
    payout = state.get(Payout, PAYOUT)
    assert payout is not None and [line.amount_minor for line in payout.lines] == [3000, 3000, 4000]
    lines = [line.data() for line in payout.lines]
    lines[0]["amount_minor"], lines[1]["amount_minor"] = 3001, 2999
    coop.cheat(event, records={PAYOUT: payout.changed(lines=lines)})
    assert PAYOUT in {found.path for found in coop.audit().findings}
    return coop.failed()


def left_out(coop: Coop) -> set[str]:
    """Carol has left; the clerk divides the money among the others."""
    coop, number = _ready_to_pay(coop)
    event = coop.enactment(number)
    without = coop.registry.put(
        "registry/accounts/c/ca/carol.yaml", account_of(coop.registry, "carol").changed(items=(), forgiven_minor=40000)
    )
    state, _ = event.apply(without)
    payout = state.get(Payout, PAYOUT)
    assert payout is not None and [line.amount_minor for line in payout.lines] == [5000, 5000]
    paid = [account_of(state, name) for name in ("alice", "bob")]
    coop.cheat(event, records={PAYOUT: payout, **{account.path: account for account in paid}})
    assert "registry/accounts/a/al/alice.yaml" in {found.path for found in coop.audit().findings}
    return coop.failed()


def edited_debts(coop: Coop) -> set[str]:
    """A debt is made larger, with the account that goes with it: by hand, and inside an event of the clerk."""
    coop = rich(coop)
    path = "registry/debts/2026/01/a/al/alice-001.yaml"
    debt, account = coop.registry.get(Debt, path), coop.registry.get(Account, "registry/accounts/a/al/alice.yaml")
    assert debt is not None and account is not None
    changed = debt.changed(amount_minor=30001)
    item = account.items[0].changed(remaining_minor=30001)
    richer = account.changed(items=(item,), accrued_minor=30001)
    good = coop.head
    coop.tamper(path, emit(changed.data()))
    assert "FAIL:unauthorised" in coop.failed() and path in {found.path for found in coop.audit().findings}
    coop.put_on_main(good)
    coop.propose("alice", "kettle", "- action: motion")
    coop.run_clerk()
    coop.state("bob", "publish", {"commit": good})
    oid = coop.hub.ref("refs/heads/statement/bob/000001") or ""
    coop.cheat(coop.taking(oid), oid, records={path: changed, richer.path: richer})
    return coop.failed()


def unpaid(coop: Coop) -> set[str]:
    """The treasurer says that all was transferred, and nothing reaches anybody."""
    coop = rich(coop)
    coop.pass_("alice", "pay", PAY)
    lines = [{"creditor": name, "paid_minor": amount // 10} for name, amount in OWED.items()]
    body = {"payout": 1, "paid_on": coop.now[:10], "lines": lines, "reference": "transfer 118"}
    assert stated(coop, "alice", "settle-payout", body) == set()
    assert coop.warned() == set()
    coop.later("P14D")
    assert stated(coop, "alice", "confirm-payment", {"payout": 1, "creditor": "alice"}) == set()
    assert coop.audit().ok
    return coop.warned()


# The treasury


def income(coop: Coop, **values: object) -> dict[str, object]:
    body: dict[str, object] = {"amount_minor": 700, "currency": "USD", "received_on": coop.now[:10], "source": "client"}
    return body | {"document": DOCUMENT} | values


def invented_income(coop: Coop) -> set[str]:
    """One person alone cannot invent it; two can, and the bank's paper tells."""
    coop = rich(coop)
    assert stated(coop, "alice", "book-income", income(coop)) == set()
    assert treasury_of(coop.registry).balance("treasury") == 50000
    seen = both(coop, "alice", "alice", "book-income", income(coop, amount_minor=701))
    assert both(coop, "alice", "bob", "book-income", income(coop, amount_minor=702)) == set()
    bank = {"accounts": ["treasury"], "balance_on": coop.now[:10], "balance_minor": 50000, "currency": "USD"}
    assert stated(coop, "carol", "reconcile", bank | {"document": DOCUMENT}) == set()
    assert coop.audit().ok
    return seen | coop.warned()


def other_currency(coop: Coop) -> set[str]:
    coop = rich(coop)
    seen = stated(coop, "alice", "book-income", income(coop, currency="EUR"))
    assert stated(coop, "alice", "book-income", income(coop, exponent=3)) == {"REFUSE:schema"}
    bank = {
        "accounts": ["treasury"],
        "balance_on": coop.now[:10],
        "balance_minor": 0,
        "currency": "KWD",
        "document": DOCUMENT,
    }
    return seen & stated(coop, "alice", "reconcile", bank)


def spent_while_reserved(coop: Coop) -> set[str]:
    """Between the decision on a payout and its enactment somebody books what the treasury held."""
    coop = rich(coop, treasury_minor=12000)
    coop.pass_("alice", "budget", BUDGET)
    number = coop.open("alice", "pay", PAY)
    for voter in coop.who_votes(coop.entry(number)):
        coop.vote(voter, number)
    coop.later("P2D")
    coop.run_clerk()
    assert coop.entry(number).decided is not None and coop.entry(number).enacted is None
    body: dict[str, object] = {
        "amount_minor": 2001,
        "currency": "USD",
        "spent_on": coop.now[:10],
        "account": "treasury",
    }
    body |= {"budget": "year", "line": "tea", "payee_name": "The tea shop", "document": DOCUMENT}
    seen = stated(coop, "alice", "book-expense", body)
    assert both(coop, "alice", "bob", "book-expense", body | {"amount_minor": 2000}) == set()
    coop.finish(number)
    assert outcome(coop, number) == "enacted" and codes(coop.audit()) == set()
    assert treasury_of(coop.registry).balance("treasury") == 0
    return seen


def receipt_in_parts(coop: Coop) -> set[str]:
    """A treasurer who may record 5.00 a month alone records 20.00 in parts, and a payment to themself."""
    coop = rich(coop, bylaws=shipped_bylaws(lambda data: data["limits"].update(petty_minor=500)))
    coop.pass_("alice", "budget", BUDGET)
    coop.pass_("alice", "duty", "- {action: assign-duty, member: alice, duty: treasurer, holds: true}")
    for minor in (200, 200, 200, 100, 499, 500, 301):
        assert stated(coop, "alice", "book-expense", expense(coop.now, minor)) == set()
    own = expense(coop.now, 1, payee_member="alice")
    del own["payee_name"]
    seen = stated(coop, "alice", "book-expense", own)
    waiting = [found.body["amount_minor"] for _, found in all_awaited(coop.registry, coop.now)]
    assert coop.audit().ok and treasury_of(coop.registry).balance("treasury") == 49500
    return seen | ({"SAME"} if sorted(waiting, key=str) == [200, 301, 499, 500] else set())


def claim_of_ones_own(coop: Coop) -> set[str]:
    """Somebody approves their own claim, one person approves it twice, and three people claim more than was voted."""
    coop = rich(coop)
    coop.pass_("alice", "budget", BUDGET)
    body = {name: value for name, value in expense(coop.now, 4000).items() if name not in ("account", "payee_name")}
    seen = both(coop, "carol", "carol", "claim-expense", body)
    data = coop.file(Statement.home.path("carol", 1))
    assert data is not None and stated(coop, "bob", "countersign", {"confirms": digest_of(data)}) == set()
    seen |= stated(coop, "bob", "countersign", {"confirms": digest_of(data)})
    assert owed(coop) == OWED and coop.audit().ok
    return seen | stated(coop, "dan", "claim-expense", body | {"amount_minor": 100_001})
