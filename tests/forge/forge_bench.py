"""A co-operative whose pull requests have pages: the clerk works with git, then the pages are kept, as in one run.

bench.filed(7, "alice", "kettle")     # a pull request from a fork that files a proposal
bench.run()                           # the clerk, then the pages
bench.comment(7)                      # our one comment there
"""

from __future__ import annotations

from typing import Any

from govtool.io.forge.github import GitHub
from govtool.roles.desk.desk import Desk
from govtool.roles.forge.page.page_result import Kept
from govtool.roles.forge.page.page_updater import keep_pages
from tests.forge.forge_fake import REPOSITORY, TOKEN, ForgeFake
from tests.world.coop import Coop
from tests.world.words import MOTION


class Bench:
    """See the top of this file. `waits` are the pauses that were made, in seconds."""

    def __init__(self, coop: Coop, forge: ForgeFake) -> None:
        self.coop, self.forge = coop, forge
        self.waits: list[int] = []
        self.github = GitHub(forge.url, REPOSITORY, TOKEN, pause=self.waits.append)

    def filed(self, number: int, proposer: str, slug: str, actions: str = MOTION, **options: Any) -> str:
        """A pull request whose head is a filing."""
        oid = self.coop.propose(proposer, slug, actions, push=False, **options)
        self.forge.pull(number, oid, proposer)
        return oid

    def requested(self, number: int, branch: str) -> str:
        """What lies on a branch is the head of a pull request instead."""
        oid = self.coop.hub.ref(f"refs/heads/{branch}")
        assert oid is not None
        self.coop.hub.delete_ref(f"refs/heads/{branch}")
        self.forge.pull(number, oid)
        return oid

    def fetched(self) -> Desk:
        """What the clerk knows of the repository once it has fetched."""
        self.coop.remote.fetch()
        desk = Desk(self.coop.desk, self.coop.remote, self.coop.now)
        desk.book = self.coop._load(self.coop.head)
        return desk

    def keep(self, name: str | None = None, desk: Desk | None = None) -> tuple[Kept, ...]:
        """Keeps the pages alone, counting requests anew; with `desk`, of what was fetched before."""
        self.forge.forget()
        return keep_pages(desk or self.fetched(), self.github, name)

    def run(self) -> tuple[Kept, ...]:
        """The clerk's work with git, then the pages."""
        self.coop.run_clerk()
        return self.keep()

    def comment(self, number: int) -> str:
        """Our one comment on a pull request."""
        (found,) = [body for body in self.forge.bodies(number) if body.startswith("<!-- govtool:page -->")]
        return found
