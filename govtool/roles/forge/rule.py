"""A ruleset on GitHub, compared with the one that is wanted, rule by rule and exception by exception.

GitHub shows the exceptions to administrators only: to others they count as unseen, never as absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from govtool.errors import GovtoolError
from govtool.roles.forge.key import DeployKey
from govtool.roles.forge.setting import Fault, Forge, Setting, fields, record, records, texts

_KINDS = {
    "update": "does not restrict updates",
    "creation": "does not restrict creations",
    "deletion": "does not restrict deletions",
    "non_fast_forward": "does not block force pushes",
    "required_status_checks": "does not ask for the check",
}
# what GitHub's own roles are called by number; who has another number is named by it
_ROLES = {1: "who may read", 2: "maintainers", 4: "everybody who may write", 5: "administrators"}
_ACTORS = {
    "OrganizationAdmin": "owners of the organization",
    "DeployKey": "every deploy key",
    "Integration": "the app",
    "Team": "the team",
    "User": "the user",
}


class Ruleset(Setting):
    """One ruleset, found by its name. `wanted` is as GitHub imports it."""

    page = "settings/rules"

    def __init__(self, wanted: Mapping[str, object], meaning: str) -> None:
        self.wanted, self.meaning, self.title = wanted, meaning, str(wanted["name"])

    def faults(self, forge: Forge) -> Iterator[Fault]:
        """How the ruleset of this name differs from what is wanted. Raises ForgeError."""
        listed = self._listed(forge)
        found = None if listed is None else forge.find("rulesets", _number(listed))
        if found is None:
            yield "lacks", "there is no such ruleset"
            return
        for difference in (*_differences(self.wanted, found), *_passers(self.wanted, found)):
            yield "lacks", difference
        if "bypass_actors" not in found:
            yield "unseen", "GitHub shows its exceptions to administrators only"

    def mend(self, forge: Forge) -> None:
        """Makes or corrects it. Raises ForgeError, and GovtoolError where that would leave nobody to move main."""
        # it lets only the clerk's deploy key past
        if self.wanted["bypass_actors"] and DeployKey().look(forge).lacks:
            raise GovtoolError(
                "the clerk's deploy key is not there yet, so nobody at all could bypass this ruleset",
                "add the clerk's key first: govtool forge setup --apply",
            )
        body = {key: value for key, value in self.wanted.items() if key != "source_type"}
        there = self._listed(forge)
        if there is None:
            forge.send("POST", ("rulesets",), body)
        else:
            forge.send("PUT", ("rulesets", _number(there)), body)

    def _listed(self, forge: Forge) -> Mapping[str, object] | None:
        path = forge.github.path("rulesets") + "?includes_parents=false"
        return next((item for item in map(record, forge.github.pages(path)) if item.get("name") == self.title), None)


def _number(ruleset: Mapping[str, object]) -> int:
    number = ruleset.get("id")
    return number if isinstance(number, int) else 0


def _differences(wanted: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    if found.get("enforcement") != "active":
        yield f"it is not enforced ({found.get('enforcement')})"
    include, exclude = _names(wanted)
    has_include, has_exclude = _names(found)
    missing = [name for name in include if name not in has_include and "~ALL" not in has_include]
    if missing:
        yield f"it does not cover {', '.join(missing)}"
    extra = [name for name in has_include if name not in include]
    if extra:
        yield f"it covers {', '.join(extra)} too"
    if set(has_exclude) - set(exclude):
        yield f"it leaves out {', '.join(sorted(set(has_exclude) - set(exclude)))}"
    yield from _rule_differences(_rules(wanted), _rules(found))


def _names(ruleset: Mapping[str, object]) -> tuple[list[str], list[str]]:
    names = fields(fields(ruleset.get("conditions")).get("ref_name"))
    return texts(names.get("include")), texts(names.get("exclude"))


def _rules(ruleset: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    return {str(rule.get("type")): fields(rule.get("parameters")) for rule in records(ruleset.get("rules"))}


def _rule_differences(
    wanted: Mapping[str, Mapping[str, object]], found: Mapping[str, Mapping[str, object]]
) -> Iterator[str]:
    for kind in wanted:
        if kind not in found:
            yield f"it {_KINDS.get(kind, f'lacks {kind}')}"
    # more than is wanted can be what the clerk's own push does not fulfil
    extra = sorted(set(found) - set(wanted))
    if extra:
        yield f"it asks for {', '.join(extra)} too"
    if "required_status_checks" in wanted and "required_status_checks" in found:
        yield from _check_differences(wanted["required_status_checks"], found["required_status_checks"])


def _check_differences(wanted: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    have = {item.get("context"): item for item in records(found.get("required_status_checks"))}
    for item in records(wanted.get("required_status_checks")):
        there = have.get(item["context"])
        if there is None:
            yield f"it does not ask for the check {item['context']}"
        elif there.get("integration_id") != item["integration_id"]:
            yield f"the check {item['context']} is not bound to GitHub Actions, so whoever may write can forge it"


def _passers(wanted: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    if "bypass_actors" not in found:
        return
    may = {str(item.get("actor_type")) for item in records(wanted.get("bypass_actors"))}
    there = records(found.get("bypass_actors"))
    for missing in sorted(may - {str(item.get("actor_type")) for item in there}):
        yield f"it does not let {_ACTORS.get(missing, missing)} bypass it, so the clerk cannot push"
    for item in there:
        if str(item.get("actor_type")) not in may:
            yield f"{_who(item)} can bypass it"


def _who(actor: Mapping[str, object]) -> str:
    kind, number = str(actor.get("actor_type")), actor.get("actor_id")
    if kind == "RepositoryRole":
        return _ROLES.get(number, f"the role {number}") if isinstance(number, int) else "a role"
    words = _ACTORS.get(kind, kind)
    return words if kind in ("OrganizationAdmin", "DeployKey") else f"{words} {number}"
