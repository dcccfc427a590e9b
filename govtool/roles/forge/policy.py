"""The permissions of people and jobs in a repository on GitHub: how they merge, and which actions may run.

Promises: a project's own workflows are not stopped. The actions they use are read from main. If they are not pinned by
commit yet, the requirement to pin is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from govtool.roles.forge.setting import Fault, Forge, Setting, records, texts

WORKFLOWS = ("check", "ballots", "tick", "clerk")
_MERGING: Mapping[str, tuple[object, str]] = {
    "default_branch": ("main", "the default branch is not main, and schedules run on the default branch only"),
    "allow_merge_commit": (True, "merge commits are not allowed"),
    "allow_squash_merge": (False, "squashing is allowed"),
    "allow_rebase_merge": (False, "rebasing is allowed"),
    "allow_auto_merge": (False, "auto-merge is allowed"),
}
_USES = re.compile(r"""^[ \t]*(?:-[ \t]+)?["']?uses["']?[ \t]*:[ \t]*["']?([^"'\s#]+)""", re.MULTILINE)
_GITHUBS_OWN = {"actions", "github"}


class Merging(Setting):
    """Main is the default branch, and a pull request is merged by a merge commit or not at all."""

    title = "merge commits only"
    meaning = "squashing or rebasing replaces the signed commits by others, which have no force"
    page = "settings"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Which ways to merge are open. Raises ForgeError."""
        found = forge.repository
        for name, (wanted, why) in _MERGING.items():
            if name in found and found[name] != wanted:
                yield "lacks", why
        if found.get("archived") is True:
            yield "blocked", "the repository is archived: nothing can be pushed to it"
        if "allow_squash_merge" not in found:
            yield "unseen", "GitHub shows the ways of merging only to people who may push"

    def mend(self, forge: Forge) -> None:
        """Opens merge commits and closes the others. Raises ForgeError."""
        body = {name: wanted for name, (wanted, _) in _MERGING.items() if forge.repository.get(name) != wanted}
        forge.send("PATCH", (), body)


class Actions(Setting):
    """Jobs run, and only with actions of GitHub's own or those that main's workflows name, each pinned by commit."""

    title = "Actions runs chosen and pinned actions only"
    meaning = "if any action may run, one that somebody took over runs in the members' name"
    page = "settings/actions"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """The actions that may run. Raises ForgeError."""
        found = forge.get("actions", "permissions")
        if found.get("enabled") is not True:
            yield "lacks", "Actions is switched off: no job runs, and the clerk must be run elsewhere"
        if found.get("allowed_actions") != "selected":
            yield "lacks", f"the actions are not chosen ({found.get('allowed_actions') or 'none'})"
        elif found.get("enabled") is True:
            yield from self._missing(forge)
        if found.get("sha_pinning_required") is not True:
            loose = tuple(unpinned(forge.workflows))
            if loose:
                yield "blocked", f"pinning cannot be required before these are pinned: {', '.join(loose)}"
            else:
                yield "lacks", "pinning by commit is not required"

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

    def _missing(self, forge: Forge) -> Iterator[Fault]:
        chosen = forge.get("actions", "permissions", "selected-actions")
        if chosen.get("github_owned_allowed") is not True:
            yield "lacks", "GitHub's own actions may not run, which the clerk's job needs"
        uncovered = _uncovered(forge, texts(chosen.get("patterns_allowed")))
        if uncovered and chosen.get("verified_allowed") is not True:
            yield "lacks", f"workflows on main use actions that may not run: {', '.join(uncovered)}"


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


class JobToken(Setting):
    """A job's own token reads, unless its workflow asks for more, and approves no pull request."""

    title = "a job's token only reads"
    meaning = "a manipulated job can push branches and approve pull requests"
    page = "settings/actions"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """The permissions of the token. Raises ForgeError."""
        found = forge.get("actions", "permissions", "workflow")
        if found.get("default_workflow_permissions") != "read":
            yield "lacks", "it may write by default"
        if found.get("can_approve_pull_request_reviews") is not False:
            yield "lacks", "it may approve pull requests"

    def mend(self, forge: Forge) -> None:
        """Takes both away. Raises ForgeError."""
        body = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
        forge.send("PUT", ("actions", "permissions", "workflow"), body)


class ForkApproval(Setting):
    """A job for the pull request of somebody new waits for a member; only a public repository has strangers."""

    title = "jobs for a newcomer's pull request wait for a member"
    meaning = "strangers could otherwise use up the jobs of the co-operative; they reach no secret either way"
    page = "settings/actions"
    level = "note"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Whose jobs wait. Raises ForgeError."""
        if forge.is_public:
            policy = forge.get("actions", "permissions", "fork-pr-contributor-approval").get("approval_policy")
            if policy not in ("first_time_contributors", "all_external_contributors"):
                yield "lacks", "only those of accounts that are new to GitHub wait"

    def mend(self, forge: Forge) -> None:
        """Lets those of first-time contributors wait. Raises ForgeError."""
        body = {"approval_policy": "first_time_contributors"}
        forge.send("PUT", ("actions", "permissions", "fork-pr-contributor-approval"), body)


class Workflows(Setting):
    """The workflows are there and switched on. A person who switched one off by hand had a reason: that stays."""

    title = "the workflows check, ballots, tick and clerk are on"
    meaning = "a workflow that is off does not run: no vote opens or closes until somebody runs the clerk"
    page = "actions"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Which are there, and which are off. Raises ForgeError."""
        states = self._states(forge)
        for name in WORKFLOWS:
            state = str(states.get(name, {}).get("state") or "")
            if not state:
                yield "blocked", f"{name} is not on main yet: govtool forge files, and a vote"
            elif state == "disabled_manually":
                yield "blocked", f"{name} was switched off by hand: gh workflow enable {name}"
            elif state == "disabled_inactivity":
                yield "lacks", f"{name} was stopped by GitHub after 60 quiet days"
            elif state != "active":
                yield "lacks", f"{name} is off ({state})"

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
