"""The clerk's key on GitHub: it may push, and only a run on main gets it.

Promises: the private key is read only to encrypt it for an environment. A moment before, that environment was seen to
be open to main alone. Another person's deploy key is never removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govtool.errors import GovtoolError
from govtool.io.forge.github import ForgeError
from govtool.io.forge.sealed import sealed
from govtool.roles.forge.setting import Fault, Forge, Setting, instant, records
from govtool.roles.forge.setup import ENVIRONMENT, SECRET, SWITCH, VARIABLE

_BRANCHES = "deployment-branch-policies"


class DeployKey(Setting):
    """The clerk's public key as a deploy key that may write, and no other such key."""

    title = "the clerk's deploy key, which may push"
    meaning = "without it the clerk cannot push; with another one beside it, somebody else can move main"
    page = "settings/keys"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Whether it is there and alone. Raises ForgeError."""
        keys = list(forge.items("keys"))
        mine = next((key for key in keys if _blob(key) in _accepted(forge)), None)
        if _are_forbidden(forge):
            yield "blocked", _forbidden(forge)
        if mine is None:
            yield "lacks", "the clerk's key is not among the deploy keys"
        elif mine.get("read_only") is not False:
            yield "lacks", "the clerk's deploy key may only read"
        elif mine.get("enabled") is False:
            yield "lacks", "the clerk's deploy key is disabled"
            yield "blocked", _forbidden(forge)
        for key in keys:
            if key.get("read_only") is False and _blob(key) not in {_wanted_blob(forge), *forge.clerk_keys}:
                yield "blocked", f"the deploy key {key.get('title')!r} may write too: delete it, or make it read-only"

    def mend(self, forge: Forge) -> None:
        """Adds it; one that may only read is taken away first, since GitHub changes none. Raises ForgeError."""
        for key in list(forge.items("keys")):
            number = key.get("id")
            if _blob(key) == _wanted_blob(forge) and isinstance(number, int):
                if key.get("read_only") is False:
                    return
                forge.send("DELETE", ("keys", number))
        line = " ".join(forge.setup.deploy_key.split()[:2])
        try:
            forge.send("POST", ("keys",), {"title": "govtool clerk", "key": line, "read_only": False})
        except ForgeError as error:
            if "deploy keys are disabled" not in error.message.lower():
                raise
            raise GovtoolError(error.message, _forbidden(forge)) from error


def _are_forbidden(forge: Forge) -> bool:
    """Whether the organization allows no deploy keys, as far as this token may see: a new one allows none."""
    name = forge.organization
    if name is None:
        return False
    try:
        found = forge.github.call("GET", f"/orgs/{name}")
    except ForgeError as error:
        if error.is_of_all:
            raise
        return False
    return isinstance(found, dict) and found.get("deploy_keys_enabled_for_repositories") is False


def _forbidden(forge: Forge) -> str:
    name = forge.organization or "NAME"
    return (
        "the organization allows no deploy keys, as every new one: an owner opens "
        f"https://github.com/organizations/{name}/settings/member_privileges, Deploy keys, Enabled"
    )


def _wanted_blob(forge: Forge) -> str:
    return forge.setup.deploy_key.split()[1]


def _accepted(forge: Forge) -> set[str]:
    """The keys of the clerk that may be the deploy key: any, unless it is known with which one the job will push."""
    wanted = _wanted_blob(forge)
    return {wanted} if forge.private_key is not None else {wanted, *forge.clerk_keys}


def _blob(key: Mapping[str, object]) -> str:
    words = str(key.get("key") or "").split()
    return words[1] if len(words) > 1 else ""


class Environment(Setting):
    """The environment that holds the clerk's key: runs on main reach it, no other branch does, and nobody has to
    approve.
    """

    title = f"the environment {ENVIRONMENT}, for main alone"
    meaning = "anybody who may push a branch can run a job there that takes the clerk's key"
    page = "settings/environments"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Which branches reach it. Raises ForgeError."""
        found = forge.find("environments", ENVIRONMENT)
        if found is None:
            yield "lacks", "there is no such environment"
            return
        policy = found.get("deployment_branch_policy")
        if not isinstance(policy, dict):
            yield "lacks", "every branch reaches it"
        elif policy.get("custom_branch_policies") is not True:
            yield "lacks", "every protected branch reaches it"
        else:
            policies = list(forge.items("environments", ENVIRONMENT, _BRANCHES))
            for item in policies:
                if not _is_main(item):
                    yield "lacks", f"{item.get('type', 'branch')} {item.get('name')} reaches it too"
            if not any(map(_is_main, policies)):
                yield "lacks", "main does not reach it, so the clerk cannot run"
        for rule in records(found.get("protection_rules")):
            if rule.get("type") != "branch_policy":
                yield "lacks", f"every run waits there ({rule.get('type')})"

    def mend(self, forge: Forge) -> None:
        """Makes it, adds main, and takes every other branch out. Raises ForgeError."""
        body = {"deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True}}
        forge.send("PUT", ("environments", ENVIRONMENT), body)
        policies = list(forge.items("environments", ENVIRONMENT, _BRANCHES))
        if not any(map(_is_main, policies)):
            forge.send("POST", ("environments", ENVIRONMENT, _BRANCHES), {"name": "main", "type": "branch"})
        for item in policies:
            number = item.get("id")
            if not _is_main(item) and isinstance(number, int):
                forge.send("DELETE", ("environments", ENVIRONMENT, _BRANCHES, number))


def _is_main(policy: Mapping[str, object]) -> bool:
    return policy.get("name") == "main" and policy.get("type", "branch") == "branch"


class Secret(Setting):
    """The clerk's private key, as a secret of the environment. GitHub shows when it was put there, never what it is."""

    title = f"the clerk's key as {SECRET} of the environment"
    meaning = "without it the clerk's job cannot sign"
    page = "settings/environments"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Whether it is there, and not from before the clerk's deploy key. Raises ForgeError."""
        found = forge.find("environments", ENVIRONMENT, "secrets", SECRET)
        if found is None:
            what = "it is not there"
        elif self._is_older(forge, found):
            what = "it is older than the clerk's deploy key, so it may be a former clerk's"
        else:
            return
        if forge.private_key is None:
            yield "blocked", f"{what}, nor is the private key here: govtool forge setup --apply --clerk-key FILE"
        else:
            yield "lacks", what

    def mend(self, forge: Forge) -> None:
        """Seals it for the environment. Raises ForgeError, and GovtoolError where others than main would get it."""
        if forge.private_key is None:
            raise GovtoolError("the clerk's private key is not on this computer", "name its file with --clerk-key")
        if any(Environment().faults(forge)):
            raise GovtoolError(
                "govtool does not put the key into an environment that other branches reach",
                "see the weak points: govtool doctor; or run govtool clerk on a computer of your own",
            )
        place = ("environments", ENVIRONMENT, "secrets")
        key = forge.get(*place, "public-key")
        body = {
            "encrypted_value": sealed(str(key.get("key") or ""), forge.private_key()),
            "key_id": str(key.get("key_id") or ""),
        }
        forge.send("PUT", (*place, SECRET), body)

    def _is_older(self, forge: Forge, secret: Mapping[str, object]) -> bool:
        try:
            keys = [key for key in forge.items("keys") if _blob(key) in _accepted(forge)]
        except ForgeError as error:
            if error.is_of_all:
                raise
            return False  # who may not see the keys cannot tell
        if not keys:
            return forge.private_key is not None  # its deploy key is yet to come, so this is another's
        put, made = instant(secret.get("updated_at")), [instant(key.get("created_at")) for key in keys]
        return put is not None and any(at is not None and put < at for at in made)


class Variable(Setting):
    """The identity that the clerk's job is pinned to, as a variable of the environment."""

    title = f"the identity as {VARIABLE} of the environment"
    meaning = "without it the clerk's job would take the identity from whatever main holds"
    page = "settings/environments"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Whether it is this identity. Raises ForgeError."""
        found = forge.find("environments", ENVIRONMENT, "variables", VARIABLE)
        if found is None:
            yield "lacks", "it is not there"
        elif found.get("value") != forge.setup.genesis:
            yield "lacks", f"it is another identity: {found.get('value')}"

    def mend(self, forge: Forge) -> None:
        """Sets it. Raises ForgeError."""
        place = ("environments", ENVIRONMENT, "variables")
        if forge.find(*place, VARIABLE) is None:
            forge.send("POST", place, {"name": VARIABLE, "value": forge.setup.genesis})
        else:
            forge.send("PATCH", (*place, VARIABLE), {"name": VARIABLE, "value": forge.setup.genesis})


class Switch(Setting):
    """That the clerk's job is switched on: by the last step, since a job that names an environment makes it, open to
    every branch, where it is not there yet.
    """

    title = f"the clerk's job switched on ({SWITCH})"
    meaning = "the job says that it is not set up yet, and opens, counts and decides nothing"
    page = "settings/variables/actions"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Whether the variable of the repository is there. Raises ForgeError."""
        found = forge.find("actions", "variables", SWITCH)
        if found is None or found.get("value") != "on":
            yield "lacks", "it is not on"

    def mend(self, forge: Forge) -> None:
        """Sets it. Raises ForgeError, and GovtoolError while others than main reach the key, or there is none."""
        if any(Environment().faults(forge)) or forge.find("environments", ENVIRONMENT, "secrets", SECRET) is None:
            raise GovtoolError(
                f"the clerk is not switched on before the environment {ENVIRONMENT} has its key, for main alone",
                "mend what the lines above say; or run govtool clerk on a computer of your own",
            )
        body, there = {"name": SWITCH, "value": "on"}, forge.find("actions", "variables", SWITCH)
        if there is None:
            forge.send("POST", ("actions", "variables"), body)
        else:
            forge.send("PATCH", ("actions", "variables", SWITCH), body)


class OpenSecret(Setting):
    """That the clerk's key is no secret of the whole repository or organization, where every pushed branch reads it."""

    title = "the clerk's key only in the environment"
    meaning = "whoever may push a branch can read it and sign as the clerk: change the clerk's keys (change-clerk)"
    page = "settings/secrets/actions"

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """Whether there is such a secret. Raises ForgeError."""
        if any(item.get("name") == SECRET for item in forge.items("actions", "secrets")):
            yield "lacks", "it is a secret of the repository too"
        if any(item.get("name") == SECRET for item in self._shared(forge)):
            yield "blocked", "it is a secret of the organization: its owner must remove it"

    def mend(self, forge: Forge) -> None:
        """Takes it away from the repository, once the environment has it. Raises ForgeError and GovtoolError."""
        if forge.find("environments", ENVIRONMENT, "secrets", SECRET) is None:
            raise GovtoolError("it is the only one that the clerk has", "add the key to the environment first")
        forge.send("DELETE", ("actions", "secrets", SECRET))

    def _shared(self, forge: Forge) -> list[Mapping[str, object]]:
        try:
            return list(forge.items("actions", "organization-secrets"))
        except ForgeError as error:
            if error.is_of_all:
                raise
            return []  # a repository of a person has no organization
