"""A co-operative as large as a measurement wants it, by the simulator of the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from govtool.core.ids import CommitId
from govtool.core.record import Record
from govtool.core.times import Instant
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.policy import AdoptPolicy, Policy
from tests.world.history import Recorded
from tests.world.people import person, shipped_bylaws

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_POLICIES = 40
PASSING = ("for", "for", "for", "against", "abstain")
FAILING = ("against", "against", "for", "against", "abstain")


@dataclass(frozen=True)
class Vote:
    """One decision: the commits of main before it, after its opening, and after its end."""

    number: str
    before: CommitId
    opened: CommitId
    opened_at: Instant
    ended: CommitId


class Cooperative(Recorded):
    """A founded co-operative with so many people, of whom the first `voters` have a vote and a key.

    Ordinary decisions count the votes cast, so that they can pass in a large co-operative, unless it is founded with
    other `bylaws`. `records` are teams and the like that are founded with it, by path.
    """

    def __init__(
        self,
        folder: Path,
        size: int,
        voters: int | None = None,
        records: Mapping[str, Record] | None = None,
        bylaws: Bylaws | None = None,
    ) -> None:
        names = [name_of(number) for number in range(size)]
        self.voters = tuple(names[:voters])
        self.ballots = 0
        silent = (
            Member(id=name, name=name, membership="none", committed_minutes_per_week=0)
            for name in names[len(self.voters) :]
        )
        people = (person(name, hours=600 if place % 3 else 2400) for place, name in enumerate(self.voters))
        bylaws = bylaws or shipped_bylaws(_of_cast)
        super().__init__(folder, [*people, *silent], records=records or {}, bylaws=bylaws)

    def propose(self, slug: str, action: Action | None = None, by: str = "") -> str:
        """Files a proposal of an action, or of the next text of a policy, and opens it; gives its number."""
        self.later("PT1H")
        if action is not None:
            return self.file(by or self.voters[0], slug, action)
        policy = f"policy-{sum(slug.encode()) % _POLICIES}"
        old = Policy.of(self.registry, policy)
        adopt = AdoptPolicy(
            action="adopt-policy",
            policy=policy,
            title=policy.title(),
            text="text.md",
            from_version=old.version if old else 0,
        )
        text = f"# {policy}\n\nWe keep {slug} in the kitchen.\n".encode()
        return self.file(by or self.voters[0], slug, adopt, text=text)

    def everybody(self, number: str, choices: tuple[str, ...] = ("for",), voters: Iterable[str] | None = None) -> None:
        """Everybody votes, or these do, by these choices in turn."""
        for place, name in enumerate(self.voters if voters is None else voters):
            self.vote(name, number, choices[place % len(choices)])
            self.ballots += 1

    def decision(
        self,
        slug: str,
        action: Action | None = None,
        *,
        by: str = "",
        choices: tuple[str, ...] = ("for",),
        voters: Iterable[str] | None = None,
        gathered: bool = False,
    ) -> Vote:
        """A whole decision; if `gathered`, the clerk's receipts stay on their branch."""
        before = self.head
        number = self.propose(slug, action, by)
        opened, opened_at = self.head, self.now
        self.everybody(number, choices, voters)
        if gathered:
            self.gather(number)
        self.close(number)
        return Vote(number, before, opened, opened_at, self.head)

    def choice(self, slug: str, options: int, *, by: str, voters: Iterable[str]) -> Vote:
        """A whole choice among so many texts of a policy; each voter ranks all of them in an order of their own."""
        before = self.head
        self.later("PT1H")
        names = [f"text-{place}" for place in range(options)]
        rows = "".join(
            f"- option: {name}\n  title: About {name}\n  actions:\n  - {{action: adopt-policy, policy: {slug}, "
            f"title: The {name}, text: text.md, from_version: 0}}\n"
            for name in names
        )
        number = self.offer(by, slug, rows, text=f"# {slug}\n\nWe keep it in the kitchen.\n".encode())
        opened, opened_at = self.head, self.now
        for place, voter in enumerate(voters):
            ranked = [*names, "none"]
            Random(place).shuffle(ranked)
            self.vote(voter, number, ",".join(ranked))
            self.ballots += 1
        self.close(number)
        return Vote(number, before, opened, opened_at, self.head)

    def close(self, number: str) -> None:
        """The vote ends and is decided; what passed is enacted once it is due."""
        self.now = max(self.now, self.entry(number).closes_at)
        self.decide(number)
        self.enact(number)

    def enact(self, number: str) -> None:
        """Enacts a proposal that passed, once it is due."""
        decided = self.entry(number).decided
        self.now = max(self.now, (decided.due_at if decided else None) or self.now)
        self.enact_due()

    def live(self, proposals: int) -> None:
        """So many proposals, one after the other, each voted on by everybody, passed and enacted."""
        for place in range(proposals):
            self.decision(f"kettle-{place}", choices=PASSING)
        self.publish()


def _of_cast(data: dict[str, Any]) -> None:
    """A change of the shipped bylaws: of ordinary decisions the votes cast are counted, not all there are."""
    data["rules"]["ordinary"]["outcomes"] = [{"result": "passed", "more_than": "1/2", "of": "cast"}]
    data["rules"]["ordinary"]["close"] = "deadline"


def name_of(number: int) -> str:
    """An id for each number, spread over the folders of two letters as names of people are."""
    first, second = _LETTERS[number % 26], _LETTERS[number // 26 % 26]
    return f"{first}{second}{number:05d}"
