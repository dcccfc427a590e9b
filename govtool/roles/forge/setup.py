"""The settings on GitHub with which only the clerk moves main: as data, for a person to enter or to import.

It asks no Git host and changes nothing there. Promises: it reads no private key, only the clerk's public key. The rules
on names keep a branch `vote` or `vote/0007` from blocking the ballots that would lie below it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from govtool.core.ids import Digest
from govtool.domain.constitution.organization import Organization, PublicKey

ENVIRONMENT = "clerk"
SECRET = "GOVTOOL_CLERK_KEY"
KEY_IN_CI = f"store its text as the secret {SECRET} of an environment that only main reaches, never of the repository"
"""The place of the clerk's private key if a job of continuous integration runs the clerk."""
VARIABLE = "GOVTOOL_GENESIS"
SWITCH = "GOVTOOL_CLERK"
"""The variable of the repository without which the clerk's job is passed over; its value is `on`."""
# GitHub's own number for Actions: a check of that name by anybody else does not count
ACTIONS_APP = 15368
_ADDRESS = re.compile(
    r"(?:https://(?:[^/@]*@)?|ssh://git@|git@)(?:ssh\.)?github\.com(?::443)?[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?"
)
_KEPT_NAMES = (
    "vote",
    "vote/*",
    "statement",
    "statement/*",
    "proposal",
    "handover",
    "gather",
    "filing",
    "application",
    "refs/**/*",
)


@dataclass(frozen=True)
class Setup:
    """The repository to set up (OWNER/NAME), the clerk's public key as a line, and the identity that the clerk is
    pinned to.
    """

    repository: str
    deploy_key: str
    genesis: Digest

    @property
    def url(self) -> str:
        """The repository's page."""
        return f"https://github.com/{self.repository}"


def repository_of(remote_url: str) -> str | None:
    """OWNER/NAME of a remote that lies on GitHub, else None."""
    match = _ADDRESS.fullmatch(remote_url)
    return match[1] if match else None


def setup_of(
    organization: Organization, genesis: Digest, repository: str | None = None, key: PublicKey | None = None
) -> Setup:
    """The settings for a co-operative; `key` is another of the clerk's keys than the first."""
    key = key or organization.clerk_keys[0]
    return Setup(repository or "OWNER/NAME", f"{key.type} {key.blob} clerk", genesis)


def text_of(ruleset: dict[str, object]) -> str:
    """A ruleset as the text of its file."""
    return json.dumps(ruleset, indent=2) + "\n"


def rulesets() -> dict[str, dict[str, object]]:
    """The rulesets by the name of a file, as GitHub imports them."""
    check = {"context": "check", "integration_id": ACTIONS_APP}
    required = {
        "strict_required_status_checks_policy": False,
        "do_not_enforce_on_create": True,
        "required_status_checks": [check],
    }
    return {
        # The check stands beside "update", past which nobody gets but the clerk: it is shown, and decides nothing.
        "main.json": _ruleset(
            "govtool: only the clerk moves main",
            ["refs/heads/main"],
            ["creation", "update"],
            {"type": "required_status_checks", "parameters": required},
            by_clerk=True,
        ),
        "history.json": _ruleset(
            "govtool: nobody takes back what is on main",
            ["refs/heads/main"],
            ["deletion", "non_fast_forward"],
        ),
        "receipts.json": _ruleset(
            "govtool: only the clerk writes receipts",
            ["refs/heads/gather/**/*", "refs/heads/filing/**/*"],
            ["creation", "update", "deletion"],
            by_clerk=True,
        ),
        "names.json": _ruleset(
            "govtool: names that would block the branches of others",
            [f"refs/heads/{name}" for name in _KEPT_NAMES],
            ["creation"],
        ),
    }


def _ruleset(
    name: str, branches: list[str], kinds: list[str], *others: dict[str, object], by_clerk: bool = False
) -> dict[str, object]:
    # a deploy key has no number here: every deploy key that may write is meant, so there must be one only
    bypass = [{"actor_id": None, "actor_type": "DeployKey", "bypass_mode": "always"}] if by_clerk else []
    return {
        "name": name,
        "target": "branch",
        "source_type": "Repository",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": branches, "exclude": []}},
        "rules": [*({"type": kind} for kind in kinds), *others],
        "bypass_actors": bypass,
    }
