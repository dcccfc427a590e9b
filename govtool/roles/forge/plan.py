"""Setting a repository on GitHub up: what is as it should be, what is still to do, what cannot be done, and doing it.

Promises: nothing is changed while the plan is made. Each step looks again afterwards, and reports success only if it
sees the change. If something stops it half-way, it reports the steps that were done, and the rest may simply be run
again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from govtool.errors import GovtoolError
from govtool.io.forge.github import ForgeError
from govtool.roles.forge.key import DeployKey, Environment, OpenSecret, Secret, Switch, Variable
from govtool.roles.forge.policy import Actions, ForkApproval, JobToken, Merging, Workflows
from govtool.roles.forge.rule import Ruleset
from govtool.roles.forge.setting import Forge, Look, Setting, refusal
from govtool.roles.forge.setup import rulesets

Outcome = Literal["done", "to do", "cannot", "not done", "not tried"]

_RULES = rulesets()
# In this order it is set: main is closed only when the clerk's key is there, which goes where only main reaches it.
SETTINGS: tuple[Setting, ...] = (
    Merging(),
    Actions(),
    JobToken(),
    ForkApproval(),
    DeployKey(),
    Environment(),
    Secret(),
    Variable(),
    OpenSecret(),
    Ruleset(
        _RULES["main.json"],
        "anybody who may write can push to main; undecided changes have no force, but the clerk must repair main",
    ),
    Ruleset(
        _RULES["history.json"], "a force push can remove commits from main; only clones that had them would notice"
    ),
    Ruleset(
        _RULES["receipts.json"], "whoever may write can delete the clerk's receipts for ballots, or push false ones"
    ),
    Ruleset(
        _RULES["names.json"],
        "a branch named vote or vote/0007 leaves no room for the ballots below it, until somebody deletes it",
    ),
    Workflows(),
    Switch(),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A setting and how it stands; `reasons` are sentences without a full stop."""

    setting: Setting
    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def is_weaker(self) -> bool:
        """Whether it stays weaker than it should be."""
        return self.outcome not in ("done", "to do")


def plan(forge: Forge) -> tuple[Step, ...]:
    """How every setting stands. Raises ForgeError where GitHub cannot be asked at all."""
    return tuple(_step(setting, forge) for setting in SETTINGS)


def _step(setting: Setting, forge: Forge) -> Step:
    try:
        look = setting.look(forge)
    except ForgeError as error:
        if error.is_of_all:
            raise
        return Step(setting, "cannot", (refusal(error),))
    return _judged(setting, look, "to do")


def _judged(setting: Setting, look: Look, lacking: Outcome) -> Step:
    if look.lacks:
        return Step(setting, lacking, (*look.lacks, *look.blocked))
    return Step(setting, "cannot" if look.blocked or look.unseen else "done", (*look.blocked, *look.unseen))


def apply(forge: Forge, steps: Sequence[Step], tell: Callable[[Step], None]) -> Iterator[Step]:
    """Does what is to do, step by step, and gives how each stands then; `tell` hears of it at once."""
    stopped = ""
    for step in steps:
        if stopped:
            after = Step(step.setting, "not tried", (stopped,)) if step.outcome == "to do" else step
        elif step.outcome == "to do":
            after, stopped = _done(step.setting, forge)
        else:
            after = step
        tell(after)
        yield after


def _done(setting: Setting, forge: Forge) -> tuple[Step, str]:
    """The state of a setting after it was mended, and why nothing more should be tried, empty if there is no reason."""
    try:
        setting.mend(forge)
        forge.forget()
        return _judged(setting, setting.look(forge), "not done"), ""
    except ForgeError as error:
        forge.forget()
        return Step(setting, "not done", (refusal(error),)), error.message if error.is_of_all else ""
    except GovtoolError as error:
        return Step(setting, "not done", (f"{error.message}: {error.hint}",)), ""
