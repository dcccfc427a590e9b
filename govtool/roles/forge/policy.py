"""The permissions of people and jobs in a repository on GitHub: how they merge, and which actions may run.

Promises: a project's own workflows are not stopped. The actions they use are read from main. If they are not pinned by
commit yet, the requirement to pin is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from govtool.roles.forge.setting import Forge, Look, records, texts

WORKFLOWS = ("check", "ballots", "clerk")
_MERGING: Mapping[str, tuple[object, str]] = {
    "default_branch": ("main", "the default branch is not main, and schedules run on the default branch only"),
    "allow_merge_commit": (True, "merge commits are not allowed"),
    "allow_squash_merge": (False, "squashing is allowed"),
    "allow_rebase_merge": (False, "rebasing is allowed"),
    "allow_auto_merge": (False, "auto-merge is allowed"),
}
_USES = re.compile(r"""^[ \t]*(?:-[ \t]+)?["']?uses["']?[ \t]*:[ \t]*["']?([^"'\s#]+)""", re.MULTILINE)
_GITHUBS_OWN = {"actions", "github"}


@dataclass(frozen=True)
class Merging:
    """Main is the default branch, and a pull request is merged by a merge commit or not at all."""

    title: str = "merge commits only"
    meaning: str = "squashing or rebasing replaces the signed commits by others, which have no force"
    page: str = "settings"
    level: Literal["problem", "note"] = "problem"

    def look(self, forge: Forge) -> Look:
        """Which ways to merge are open. Raises ForgeError."""
        found = forge.repository
        lacks = [why for name, (wanted, why) in _MERGING.items() if name in found and found[name] != wanted]
        blocked = ("the repository is archived: nothing can be pushed to it",) if found.get("archived") is True else ()
        unseen = (
            () if "allow_squash_merge" in found else ("GitHub shows the ways of merging only to people who may push",)
        )
        return Look(tuple(lacks), blocked, unseen)

    def mend(self, forge: Forge) -> None:
        """Opens merge commits and closes the others. Raises ForgeError."""
        body = {name: wanted for name, (wanted, _) in _MERGING.items() if forge.repository.get(name) != wanted}
        forge.send("PATCH", (), body)


@dataclass(frozen=True)
class Actions:
    """Jobs run, and only with actions of GitHub's own or those that main's workflows name, each pinned by commit."""

    title: str = "Actions runs chosen and pinned actions only"
    meaning: str = "if any action may run, one that somebody took over runs in the members' name"
    page: str = "settings/actions"
    level: Literal["problem", "note"] = "problem"

    def look(self, forge: Forge) -> Look:
        """The actions that may run. Raises ForgeError."""
        found = forge.get("actions", "permissions")
        lacks, blocked = [], []
        if found.get("enabled") is not True:
            lacks.append("Actions is switched off: no job runs, and the clerk must be run elsewhere")
        if found.get("allowed_actions") != "selected":
            lacks.append(f"the actions are not chosen ({found.get('allowed_actions') or 'none'})")
        elif found.get("enabled") is True:
            lacks += self._missing(forge)
        if found.get("sha_pinning_required") is not True:
            loose = tuple(unpinned(forge.workflows))
            if loose:
                blocked.append(f"pinning cannot be required before these are pinned: {', '.join(loose)}")
            else:
                lacks.append("pinning by commit is not required")
        return Look(tuple(lacks), tuple(blocked))

    def mend(self, forge: Forge) -> None:
        """Switches Actions on with chosen actions. Raises ForgeError."""
        before = forge.get("actions", "permissions")
        pinned = before.get("sha_pinning_required") is True or not any(unpinned(forge.workflows))
        body = {"enabled": True, "allowed_actions": "selected", "sha_pinning_required": pinned}
        forge.send("PUT", ("actions", "permissions"), body)
        chosen = forge.get("actions", "permissions", "selected-actions")
        patterns = texts(chosen.get("patterns_allowed"))
        wider = before.get("allowed_actions") == "selected" and chosen.get("verified_allowed") is True
        body = {
            "github_owned_allowed": True,
            "verified_allowed": wider,
            "patterns_allowed": [*patterns, *_uncovered(forge, patterns)],
        }
        forge.send("PUT", ("actions", "permissions", "selected-actions"), body)

    def _missing(self, forge: Forge) -> Iterator[str]:
        chosen = forge.get("actions", "permissions", "selected-actions")
        if chosen.get("github_owned_allowed") is not True:
            yield "GitHub's own actions may not run, which the clerk's job needs"
        uncovered = _uncovered(forge, texts(chosen.get("patterns_allowed")))
        if uncovered and chosen.get("verified_allowed") is not True:
            yield f"workflows on main use actions that may not run: {', '.join(uncovered)}"


def used_actions(workflows: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every action and reusable workflow of others that files name, with the path of the file."""
    for path, data in sorted(workflows.items()):
        for use in _USES.findall(data.decode("utf-8", "replace")):
            if not use.startswith(("./", "docker://")):
                yield path, use


def unpinned(workflows: Mapping[str, bytes]) -> Iterator[str]:
    """The actions used without the digest of a commit, and where."""
    for path, use in used_actions(workflows):
        if not re.search(r"@[0-9a-f]{40}$", use):
            yield f"{use} in {path}"


def _uncovered(forge: Forge, patterns: list[str]) -> list[str]:
    """Patterns for the actions of main's workflows that neither GitHub nor the repository's owner made, nor the
    patterns allow.
    """
    own = forge.github.repository.split("/")[0].lower()
    found: list[str] = []
    for _, use in used_actions(forge.workflows):
        pattern = f"{use.rpartition('@')[0]}@*"
        owner = use.split("/")[0].lower()
        if owner in {*_GITHUBS_OWN, own} or pattern in found:
            continue
        if not any(fnmatchcase(use, allowed) for allowed in patterns):
            found.append(pattern)
    return found


@dataclass(frozen=True)
class JobToken:
    """A job's own token reads, unless its workflow asks for more, and approves no pull request."""

    title: str = "a job's token only reads"
    meaning: str = "a manipulated job can push branches and approve pull requests"
    page: str = "settings/actions"
    level: Literal["problem", "note"] = "problem"

    def look(self, forge: Forge) -> Look:
        """The permissions of the token. Raises ForgeError."""
        found = forge.get("actions", "permissions", "workflow")
        lacks = []
        if found.get("default_workflow_permissions") != "read":
            lacks.append("it may write by default")
        if found.get("can_approve_pull_request_reviews") is not False:
            lacks.append("it may approve pull requests")
        return Look(tuple(lacks))

    def mend(self, forge: Forge) -> None:
        """Takes both away. Raises ForgeError."""
        body = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
        forge.send("PUT", ("actions", "permissions", "workflow"), body)


@dataclass(frozen=True)
class ForkApproval:
    """A job for the pull request of somebody new waits for a member; only a public repository has strangers."""

    title: str = "jobs for a newcomer's pull request wait for a member"
    meaning: str = "strangers could otherwise use up the jobs of the co-operative; they reach no secret either way"
    page: str = "settings/actions"
    level: Literal["problem", "note"] = "note"

    def look(self, forge: Forge) -> Look:
        """Whose jobs wait. Raises ForgeError."""
        if not forge.is_public:
            return Look()
        policy = forge.get("actions", "permissions", "fork-pr-contributor-approval").get("approval_policy")
        if policy in ("first_time_contributors", "all_external_contributors"):
            return Look()
        return Look(lacks=("only those of accounts that are new to GitHub wait",))

    def mend(self, forge: Forge) -> None:
        """Lets those of first-time contributors wait. Raises ForgeError."""
        body = {"approval_policy": "first_time_contributors"}
        forge.send("PUT", ("actions", "permissions", "fork-pr-contributor-approval"), body)


@dataclass(frozen=True)
class Workflows:
    """The three workflows are there and switched on. A person who switched one off by hand had a reason: that stays."""

    title: str = "the workflows check, ballots and clerk are on"
    meaning: str = "a workflow that is off does not run: no vote opens or closes until somebody runs the clerk"
    page: str = "actions"
    level: Literal["problem", "note"] = "problem"

    def look(self, forge: Forge) -> Look:
        """Which are there, and which are off. Raises ForgeError."""
        states = self._states(forge)
        lacks, blocked = [], []
        for name in WORKFLOWS:
            state = str(states.get(name, {}).get("state") or "")
            if not state:
                blocked.append(f"{name} is not on main yet: govtool forge files, and a vote")
            elif state == "disabled_manually":
                blocked.append(f"{name} was switched off by hand: gh workflow enable {name}")
            elif state == "disabled_inactivity":
                lacks.append(f"{name} was stopped by GitHub after 60 quiet days")
            elif state != "active":
                lacks.append(f"{name} is off ({state})")
        return Look(tuple(lacks), tuple(blocked))

    def mend(self, forge: Forge) -> None:
        """Switches on what nobody switched off by hand. Raises ForgeError."""
        for found in self._states(forge).values():
            number = found.get("id")
            if found.get("state") not in ("active", "disabled_manually", "deleted") and isinstance(number, int):
                forge.send("PUT", ("actions", "workflows", number, "enable"))

    def _states(self, forge: Forge) -> dict[str, Mapping[str, object]]:
        paths = {f".github/workflows/{name}.yml": name for name in WORKFLOWS}
        found = records(list(forge.items("actions", "workflows")))
        return {paths[str(item["path"])]: item for item in found if item.get("path") in paths}
