"""The guard follows the effect: every action and statement of the catalogue is tried, and what it does to others is
measured. What takes weight from somebody, hands over a key or ends the organisation is guarded, and nothing else is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from govtool.core.ids import digest_of
from govtool.core.minute import genesis_of
from govtool.core.state import Content, State
from govtool.core.times import Instant, add
from govtool.domain.constitution.affiliate import Affiliate, Mandate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.ending import WindingUp
from govtool.domain.constitution.guard import GUARDS
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import Organization, organization_of
from govtool.domain.decisions import docket
from govtool.domain.decisions.action import Action, Moment
from govtool.domain.decisions.countersignature import all_awaited
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.draft import moment_of, pending
from govtool.domain.decisions.enactment import Enact
from govtool.domain.decisions.event import Event
from govtool.domain.decisions.opening import Open
from govtool.domain.decisions.roll import counts
from govtool.domain.decisions.statement import Body, TakeStatement
from govtool.domain.decisions.trial import Trial
from govtool.domain.federation.admission import AllowPeople
from govtool.domain.federation.mandate import SetMandates
from govtool.domain.federation.suspension import SuspendTrade
from govtool.domain.money.payout import Payout
from govtool.domain.people.complaint import Complaint
from govtool.domain.people.key import possession_message
from govtool.domain.people.probation import Probation
from govtool.errors import Refused
from govtool.io.signature.signature import SshKeys
from govtool.io.signature.signing import prove_possession
from govtool.roles.lifecycle.schema import ACTIONS
from govtool.roles.minutes.registry import NEWEST
from tests.world.enrolled import new_person
from tests.world.joining import Joining, admission
from tests.world.money import BUDGET, DOCUMENT, expense, income
from tests.world.people import blob_of, key_of, person, public, refusal
from tests.world.quarrel import TEXT
from tests.world.source import folded
from tests.world.town import Town
from tests.world.worked import Worked

WORDS = {"text": "Because."}
KEYS = SshKeys()
NAMES = ["alice", "bob", "carol", "dan", "erin", "fay", "gus", "hal", "ina"]

LETS_THROUGH = {"confirm-expulsion"}
"""Guarded for what they let through: the first vote, which the appeal held back, takes effect at once."""
AFTER_A_GUARDED_VOTE = {"close-books"}
"""Two members close the books, if a vote to wind up took effect weeks before: that vote is guarded."""


def weight(state: State, member: Member, at: Instant) -> int:
    """What a person's ballot weighs in a vote that opens now; without a key that votes, nothing."""
    keys = (key for key in member.keys if key.use == "sign" and key.is_active(at))
    if not counts(member, at) or not any(key.votes_from is None or key.votes_from <= at for key in keys):
        return 0
    return bylaws_of(state).votes_of(member)


@dataclass(frozen=True)
class Power:
    """Who has what in a state: weights and keys by person, the clerk's keys, and how far the end has come."""

    weights: dict[str, int]
    keys: dict[str, set[str]]
    clerk: set[str]
    ending: int

    @classmethod
    def of(cls, state: State, at: Instant) -> Power:
        """Read at once: the state that is asked may be laid down under another one later."""
        people, ending = tuple(Member.all(state)), WindingUp.of(state)
        return cls(
            {member.id: weight(state, member, at) for member in people},
            {member.id: {key.blob for key in member.keys} for member in people},
            {key.blob for key in organization_of(state).clerk_keys},
            0 if ending is None else 1 if ending.closed_at is None else 2,
        )

    def harms(self, after: Power, signer: str = "") -> Iterator[str]:
        """What became of others than the signer."""
        others = self.weights.keys() - {signer}
        if any(after.weights[name] < self.weights[name] for name in others):
            yield "vote"
        if any(after.keys[name] - self.keys[name] for name in others) or after.clerk != self.clerk:
            yield "key"
        if after.ending > self.ending:
            yield "end"


class Watching(Town):
    """What each kind of action and statement did to others: `seen`, by kind."""

    seen: dict[str, set[str]]

    def take(self, event: Event) -> bool:
        """The event, and what came of it."""
        before, kinds, signer = Power.of(self.registry, event.at), self._kinds(event), ""
        if isinstance(event, TakeStatement):
            signer = event.author
        taken = super().take(event)
        found = set(before.harms(Power.of(self.registry, event.at), signer))
        assert kinds or not found, f"{event.name} by itself does {found}"
        for kind in kinds:
            self.seen.setdefault(kind, set()).update(found)
        return taken

    def _kinds(self, event: Event) -> set[str]:
        if isinstance(event, Enact):
            entry = DocketEntry.of(self.registry, event.number)
            assert entry is not None
            return {action.kind for action in entry.actions}
        if not isinstance(event, TakeStatement):
            return set()
        assert isinstance(event.paper.value, dict)
        kind, body = str(event.paper.value["kind"]), event.paper.value["body"]
        if kind == "countersign":
            return {kind, dict(all_awaited(self.registry, self.now))[body["confirms"]].kind}
        return {kind}


class Watched(Watching, Worked):
    """Members who work, and what they do to others."""

    def __init__(self) -> None:
        people = {name: person(name, hours=1200 if name == "alice" else 600) for name in NAMES}
        people["alice"] = people["alice"].changed(duties=("treasurer",))
        people["vera"] = person("vera", membership="none")
        self.seen: dict[str, set[str]] = {}
        super().__init__(people=people)

    def direct(self, kind: str, texts: dict[str, bytes], **fields: object) -> None:
        """The effect of an action alone, with files of its proposal."""
        action = ACTIONS[kind].read({"action": kind, **fields})
        by_digest = {digest_of(data): Content(data) for data in texts.values()}
        moment = Moment(self.now, KEYS, "0001", "proposals/2026-11/x", frozenset(texts), texts, by_digest)
        before, after = Power.of(self.registry, self.now), action.effect(self.registry, moment)
        self.seen.setdefault(kind, set()).update(before.harms(Power.of(after, self.now)))

    def opens(self) -> str:
        """What opens by itself does; gives the number of the newest proposal."""
        for draft in tuple(pending(self.registry, self.now)):
            self.take(Open(self.now, draft, moment_of(draft, self.now, KEYS)))
        return max((entry.number for entry in docket.open_entries(self.registry)), key=int)

    def comes_out(self, number: str, result: str = "passed") -> None:
        """A vote has a result, and takes effect."""
        entry = self.entry(number)
        self.now = max(self.now, entry.closes_at)
        self.agree(number, entry.delay, result)
        assert self.enact(number) == "enacted"

    def proof(self, name: str, key: str) -> dict[str, object]:
        """A new key for a person, with the proof that they hold it."""
        new = public(key_of(key))
        message = possession_message(genesis_of(self.registry), name, new)
        return {"key": new.data(), "proof": prove_possession(key_of(key), message)}

    def receives(self, by: str, name: str) -> None:
        """A member brings in somebody's letter."""
        self.state(by, "receive", {"candidate": name}, self.letter(name, wanted_minutes_per_week=600))


class WatchedFederation(Watching, Joining):
    """A federation, and what its people and affiliates do to others."""

    raises = True

    def __init__(self) -> None:
        self.seen = {}
        super().__init__()

    def passes(self, action: Action) -> None:
        """Somebody asks for an action, and all others agree."""
        assert self.asks(action)
        self.vote_passes()

    def vote_passes(self) -> None:
        """The vote that opens by itself now, or was asked for, passes and takes effect when it is due."""
        self.open_due()
        (entry,) = (entry for entry in docket.open_entries(self.registry) if entry.is_open)
        self.now = entry.closes_at
        assert self.decide(entry.number, self.everybody())
        self.enact_due()


# Everything that there is ---------------------------------------------------------------------------------------------


def decisions(town: Watched) -> None:
    """What is decided about papers, money, teams and the bylaws."""
    town.registry = folded(
        town.registry.put(Organization.home.path(), organization_of(town.registry).changed(founding=("erin",)))
    )
    town.state("erin", "accept", {})
    town.direct("adopt-policy", {"tea.md": b"# Tea\n"}, policy="tea", title="Tea", text="tea.md", from_version=0)
    change = {"path": "a.md", "mode": "100644", "from": "absent", "to": digest_of(b"A\n")}
    town.direct("change-files", {"a.md": b"A\n"}, files=[change])
    for actions in (
        "- {action: motion}",
        "- {action: set-passkey-origins, from: [], to: ['https://vote.example.org']}",
        "- {action: rename-organization, from_name: Test Co-operative, to_name: Kettle}",
        "- {action: form-team, team: kitchen, name: Kitchen, members: [alice, bob, carol, dan]}",
        "- {action: change-team, team: kitchen, add: [erin], remove: [dan]}",
        "- {action: assign-duty, member: bob, duty: reviewer, holds: true}",
        "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 700}",
        "- {action: set-wage, class: wage, from_minor: 2000, to_minor: 2100, starts_on: '2027-01-01'}",
        "- {action: open-project, project: site, name: Site, project_kind: client}",
        "- {action: change-project, project: site, from_version: 1, name: Our site, state: open}",
        BUDGET,
        "- {action: set-share, account: wages, to_share: 30%}",
    ):
        assert town.pass_(actions) == "enacted", actions
    votes = "{path: classes.full-time.votes, from: 2, to: 1}"
    town.comes_out(town.open(f"- {{action: amend-bylaws, changes: [{votes}]}}"))
    number = town.open("- {action: motion}")
    town.state("alice", "withdraw", {"proposal": number})
    town.state("bob", "publish", {"commit": "d" * 40})
    town.comes_out(town.open(f"- {{action: change-clerk, add: [{emit_key('clerk-2')}]}}"))


def emit_key(name: str) -> str:
    key = public(key_of(name))
    return f"{{type: {key.type}, blob: {key.blob}}}"


def hours(town: Watched) -> None:
    """Hours are logged, corrected, disputed and approved."""
    day = town.now[:10]
    sheet = town.log("carol", (day, 90))
    town.correct(sheet, (day, 60))
    town.dispute("dan", sheet)
    town.take_back("dan", sheet)
    town.approve("alice", sheet)
    town.later("P8D")
    town.state("dan", "hours-down", {"from_minutes": 600, "to_minutes": 500})
    town.state("dan", "report-incapacity", {"about": "ina", "reason": "death"})
    waits = next(found for _, found in all_awaited(town.registry, town.now) if found.member == "dan")
    town.state("dan", "withdraw-statement", {"statement": waits.statement})


def talk(town: Watched) -> None:
    """People object, answer and lift; something is tried, reported on and kept; a policy is repealed."""
    number = town.open("- {action: motion}")
    town.state("bob", "object", {"proposal": number, "aspect": "question", "text": "Who pays for it?"})
    town.state("alice", "respond", {"to": f"{number}/0001", "text": "The treasury"})
    town.state("bob", "lift", {"to": f"{number}/0001"})
    town.state("alice", "withdraw", {"proposal": number})
    terms = {"review_on": add(town.now, "P90D")[:10], "measure": "Fewer plates break", "owner": "bob"}
    tried = town.file("alice", "try", "- {action: assign-duty, member: bob, duty: cook, holds: true}", trial=terms)
    town.comes_out(tried)
    town.state("bob", "note-trial", {"trial": tried, "text": "No plate broke"})
    town.now = Trial.one(town.registry, tried).due_at
    town.comes_out(town.opens())
    tea = "- {action: adopt-policy, policy: tea, title: Tea, text: tea.md, from_version: 0}"
    town.comes_out(town.file("alice", "tea-for-all", tea, tea=b"# Tea\n"))
    town.comes_out(town.open("- {action: repeal-policy, policy: tea, from_version: 1}"))


def money(town: Watched) -> None:
    """Money comes in, is spent, moved and paid out."""
    town.earn(100_000)
    town.both("alice", "bob", "book-expense", expense(town.now, 100))
    town.both("alice", "bob", "book-income", income(town.now, 7))
    several = [town.state("alice", "book-income", income(town.now, minor)) for minor in (8, 9)]
    town.state("bob", "countersign-list", {"confirms": several})
    claim = {name: value for name, value in expense(town.now, 1).items() if name not in ("account", "payee_name")}
    first = town.state("carol", "claim-expense", claim)
    for approver in ("bob", "dan"):
        town.second(approver, first)
    entry = 3
    town.both("alice", "bob", "undo-entry", {"entry": entry})
    assert town.pass_("- {action: transfer-funds, amount_minor: 10, from: wages, to: treasury}") == "enacted"
    correct = "- {action: correct-debt, creditor: bob, amount_minor: 500, owed_on: '2026-09-01', reason: Too little}"
    assert town.pass_(correct) == "enacted"
    first = town.state("carol", "forgive", {"amount_minor": 10})
    town.later("P7D")
    town.state("carol", "forgive", {"amount_minor": 10, "confirms": first})
    for payout in (1, 2):
        assert town.pass_("- {action: pay-debts, amount_minor: 100, from: treasury}") == "enacted"
        town.later("P1D")
        found = Payout.of(town.registry, town.now, payout)
        assert found is not None
        lines = [{"creditor": line.creditor, "paid_minor": line.amount_minor} for line in found.lines]
        body = {"payout": payout, "paid_on": town.now[:10], "lines": lines, "reference": "118"}
        town.state("alice", "settle-payout", body)
        who = found.lines[0].creditor
        if payout == 1:
            town.state(who, "confirm-payment", {"payout": payout, "creditor": who})
        else:
            town.state(who, "contest-payment", {"payout": payout, "reason": "Nothing came"})
            failed = {"payout": payout, "creditor": who, "failed_on": town.now[:10], "document": DOCUMENT}
            town.both("alice", "dan", "reverse-payment", failed)
    balance = {"accounts": ["treasury"], "balance_on": town.now[:10], "balance_minor": 1, "currency": "USD"}
    town.state("alice", "reconcile", {**balance, "document": DOCUMENT})


def newcomers(town: Watched) -> None:
    """People apply, are nominated, tried, confirmed, ended; engaged; and leave."""
    for name in ("frank", "grace", "heidi"):
        town.receives("alice", name)
    town.state("bob", "review", {"candidate": "frank", "text": "Good with bread"})
    nomination = {"minutes_per_week": 600}
    town.state("alice", "nominate", {"candidate": "frank", **nomination})
    town.state("alice", "withdraw-nomination", {"candidate": "frank"})
    town.state("grace", "withdraw-application", {})
    town.state("grace", "apply", {"wanted_minutes_per_week": 600})
    for name, ends in {"frank": "confirm", "grace": "end-probation", "heidi": "leave-probation"}.items():
        town.state("bob", "nominate", {"candidate": name, **nomination})
        town.comes_out(town.opens())
        if ends == "leave-probation":
            town.state(name, ends, {})
        elif ends == "end-probation":
            town.comes_out(town.open(f"- {{action: end-probation, member: {name}}}"))
        else:
            found = Probation.of(town.registry, name)
            assert found is not None
            town.now = found.due_at
            town.comes_out(town.opens(), "confirmed")
    town.comes_out(town.open("- {action: engage, person: vera, from_minutes: 0, to_minutes: 300}"))
    town.state("alice", "recuse", {"about": "vera", "holds": True})
    town.state("hal", "resign", {})


def keys(town: Watched) -> None:
    """Keys are rotated, revoked, and replaced by a vote."""
    town.state("erin", "rotate-key", {**town.proof("erin", "erin-2"), "use": "recovery"})
    town.later("P4D")
    new = town.proof("erin", "erin-3")
    rekey = f"- {{action: rekey, member: erin, key: {emit_key('erin-3')}, proof: {new['proof']!r}}}"
    rekey = rekey.replace("'", '"')
    number = town.open(rekey)
    town.state("erin", "object-rekey", {"proposal": number})
    town.comes_out(number)
    town.state("ina", "rotate-key", {**town.proof("ina", "ina-2"), "use": "sign"})
    town.state("ina", "revoke-key", {"key": blob_of("ina-2")})


def endings(town: Watched) -> None:
    """People are away, complained about, expelled, named, reported; and the organisation ends."""
    town.state("gus", "away", {"until": add(town.now, "P30D")})
    town.state("gus", "back", {})
    town.both("alice", "bob", "complain", {"about": "dan", "particulars": WORDS})
    taken = next(iter(Complaint.all(town.registry))).statement
    town.state("alice", "withdraw-complaint", {"complaint": taken})
    town.later("P1D")
    town.both("alice", "bob", "complain", {"about": "dan", "particulars": WORDS})
    complaint = next(iter(Complaint.all(town.registry))).statement
    town.state("dan", "answer", {"complaint": complaint, "words": WORDS})
    town.comes_out(town.open(f"- {{action: suspend, member: dan, complaint: '{complaint}', lasts: P9D}}"))
    town.later("P28D")
    first = town.opens()
    town.now = town.entry(first).closes_at
    town.agree(first, town.entry(first).delay)
    town.state("dan", "appeal", {"complaint": complaint, "words": WORDS})
    town.comes_out(town.opens())
    town.enact_due()
    town.both("alice", "bob", "report-incapacity", {"about": "fay", "reason": "death"})
    town.comes_out(town.opens())
    town.state("alice", "name-dormant", {"members": ["gus"]})
    town.later("P28D")
    town.comes_out(town.opens())
    town.comes_out(town.open("- {action: wind-up, begin: true}"))
    for name in ("alice", "bob", "carol", "dan"):
        with contextlib.suppress(Refused):
            town.state(name, "accept-closing", {})


def quarrels(town: WatchedFederation) -> None:
    """An affiliate and a mediator act in a case; an affiliate is complained about, answers, appeals and is expelled."""
    assert town.opens() == set()
    town.named()
    town.says("bob", "agree-case", affiliate="riverside", case=1, text_digest=TEXT)
    town.later("P60D")
    town.says("dora", "ask-advice", affiliate="restaurant", case=1, binding=True)
    town.says("max", "advise", case=1, text_digest=TEXT)
    town.says("bob", "complain-affiliate", **town.about())
    for who in ("finn", "gita"):
        complained = next(each for each, found in all_awaited(town.registry, town.now) if found.member == "bob")
        town.says(who, "countersign", confirms=complained)
    body = {"affiliate": "restaurant", "complaint": town.complaint().statement, "words": WORDS}
    town.says("dora", "answer-for-affiliate", **body)
    town.later("P42D")
    town.vote_passes()
    town.says("dora", "appeal-for-affiliate", **body)
    town.vote_passes()
    town.later("P28D")
    town.enact_due()
    assert Affiliate.one(town.registry, "restaurant").end == "expelled"


def affiliates(town: WatchedFederation) -> None:
    """A union joins, decides who acts for it, leaves and stays; trade is suspended, and a person moves their home."""
    town.failed()
    until = add(town.now, "P100D")
    town.passes(SuspendTrade(action="suspend-trade", affiliate="restaurant", case=1, until=until))
    town.passes(AllowPeople(action="allow-people", affiliate="riverside", from_people=100, to_people=200))
    town.passes(SetMandates(action="set-mandates", affiliate="riverside"))
    town.passes(admission(town.genesis))
    for kind, changes in (("change-affiliate", {"need": 1}), ("leave-federation", {}), ("stay-in-federation", {})):
        town.says("nils", kind, affiliate="union", **changes)
        town.sign("nora")
    union = town.affiliate("union")
    assert (union.need, union.ends_at, union.people) == (1, None, 3)
    town.says("alice", "home", affiliate="restaurant")


def persons(town: WatchedFederation) -> None:
    """Two records of one person come in, belong to a second affiliate, become one, and belong to one affiliate less."""
    for name, by in (("riverside", "bob"), ("restaurant", "dora")):
        acting = Mandate(what="enrol", by=(by,), need=1, until=add(town.now, "P300D"))
        town.passes(SetMandates(action="set-mandates", affiliate=name, mandates=(acting,)))
    new = [new_person(town.genesis, name, "riverside").data() for name in ("noor", "omar")]
    town.says("bob", "enrol", affiliate="riverside", people=new)
    town.says("noor", "affiliate", affiliate="restaurant")
    town.sign("dora")
    town.says("noor", "merge", other="omar")
    town.sign("omar")
    assert Member.one(town.registry, "omar").membership == "left"
    town.says("bob", "end-affiliation", affiliate="riverside", person="noor")
    assert Affiliation.one(town.registry, "noor").affiliates == ("restaurant",)


def closes(town: Watched) -> None:
    """Two members close the books of a co-operative that owes and has nothing."""
    town.comes_out(town.open("- {action: wind-up, begin: true}"))
    town.later("P28D")
    town.both("alice", "bob", "close-books", {})


STORIES = (decisions, talk, hours, money, newcomers, keys, endings)


@pytest.fixture(scope="module")
def seen() -> dict[str, set[str]]:
    """What each kind did to others, over a whole history."""
    town, end, federation, joined = Watched(), Watched(), WatchedFederation(), WatchedFederation()
    for story in STORIES:
        story(town)
    closes(end)
    quarrels(federation)
    affiliates(joined)
    persons(enrolled := WatchedFederation())
    found: dict[str, set[str]] = {}
    for each in (town, end, federation, joined, enrolled):
        for kind, harms in each.seen.items():
            found.setdefault(kind, set()).update(harms)
    return found


def test_every_action_and_statement_that_there_is_was_tried(seen: dict[str, set[str]]) -> None:
    kinds = {kind.kind for base in (Action, Body) for kind in NEWEST.those(base)}
    assert sorted(kinds - set(seen)) == []


def test_what_takes_a_vote_hands_over_a_key_or_ends_the_organisation_is_guarded(seen: dict[str, set[str]]) -> None:
    harmful = {kind for kind, found in seen.items() if found} - {"countersign"}
    assert sorted(harmful - set(GUARDS) - AFTER_A_GUARDED_VOTE) == []
    assert sorted(set(GUARDS) - harmful) == sorted(LETS_THROUGH), "a guard for nothing"
    assert seen["rekey"] == {"vote", "key"} and seen["change-clerk"] == {"key"} and seen["wind-up"] == {"end"}
    assert seen["close-books"] == {"end"} and seen["expel"] == seen["dormant"] == {"vote"}


def test_every_guard_is_of_an_action_that_there_is() -> None:
    assert set(GUARDS) <= set(ACTIONS)


def test_a_vote_on_hours_takes_no_vote_whatever_the_classes_are() -> None:
    """Where many hours give fewer votes, more hours for somebody else would be an expulsion without its steps."""
    town = Watched()
    less = "{path: classes.full-time.votes, from: 2, to: 0}"
    town.comes_out(town.open(f"- {{action: amend-bylaws, changes: [{less}]}}"))
    action = "- {action: change-hours, member: bob, from_minutes: 600, to_minutes: %s}"
    assert refusal(lambda: town.open(action % 1200)) == {"own_word"}
    town.comes_out(town.open(action % 1199))
    assert town.seen["change-hours"] == set()
