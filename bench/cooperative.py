"""A co-operative as large as a measurement wants it, by the simulator of the tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govtool.core.record import Record
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.policy import AdoptPolicy
from tests.world.history import Recorded
from tests.world.people import person

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CHOICES = ("for", "for", "for", "against", "abstain")


class Cooperative(Recorded):
    """A founded co-operative with so many members, of whom the first `voters` have a vote and a key.

    `records` are teams and the like that are founded with it, by path.
    """

    def __init__(self, folder: Path, size: int, voters: int, records: Mapping[str, Record] | None = None) -> None:
        names = [name_of(number) for number in range(size)]
        self.voters = tuple(names[:voters])
        self.ballots = 0
        silent = (
            Member(id=name, name=name, membership="none", committed_minutes_per_week=0) for name in names[voters:]
        )
        super().__init__(folder, [*(person(name, hours=2400) for name in self.voters), *silent], records=records or {})

    def propose(self, slug: str, action: Action | None = None) -> str:
        """Files a proposal of an action, or to adopt a policy, and opens it; gives its number."""
        self.later("PT1H")
        if action is not None:
            return self.file(self.voters[0], slug, action)
        policy = AdoptPolicy(action="adopt-policy", policy=slug, title=slug, text="text.md", from_version=0)
        return self.file(self.voters[0], slug, policy, text=f"# {slug}\n\nWe keep {slug} in the kitchen.\n".encode())

    def everybody(self, number: str, choices: tuple[str, ...] = ("for",)) -> None:
        """Everybody votes, by these choices in turn, and the vote is decided."""
        for place, name in enumerate(self.voters):
            self.vote(name, number, choices[place % len(choices)])
        self.later("P3D")
        self.decide(number)
        self.ballots += len(self.voters)

    def enact(self, number: str) -> None:
        """Enacts a proposal that passed, once it is due."""
        decided = self.entry(number).decided
        self.now = max(self.now, (decided.due_at if decided else None) or self.now)
        self.enact_due()

    def live(self, proposals: int) -> None:
        """So many proposals, one after the other, each voted on by everybody, passed and enacted."""
        for place in range(proposals):
            number = self.propose(f"kettle-{place}")
            self.everybody(number, _CHOICES)
            self.enact(number)
        self.publish()


def name_of(number: int) -> str:
    """An id for each number, spread over the folders of two letters as names of people are."""
    first, second = _LETTERS[number % 26], _LETTERS[number // 26 % 26]
    return f"{first}{second}{number:05d}"
