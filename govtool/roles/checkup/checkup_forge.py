"""Checks for weak points on the Git host: the finding, what it means for the members, and the next step.

It looks at every setting as the set-up does. It also looks at main's workflows, whether the clerk was seen, what could
stop it, and what it costs. If GitHub does not show a setting, the check reports it as not seen, never as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from govtool.core.phrase import span
from govtool.core.times import Instant, seconds_of
from govtool.io.forge.github import ForgeError
from govtool.roles.checkup.checkup_book import Remark, note, ok, problem
from govtool.roles.forge import files as forge_files
from govtool.roles.forge.cost import AS_OF, INCLUDED, QUIET_DAYS, WITHOUT, runs_a_month, schedules
from govtool.roles.forge.plan import SETTINGS
from govtool.roles.forge.policy import unpinned
from govtool.roles.forge.setting import Forge, Setting, fields, instant, is_of_the_plan, record, records, refusal
from govtool.roles.forge.setup import rulesets

TOPIC = "github"
FOLDER = ".github/workflows/"
CLERK, TICK = f"{FOLDER}clerk.yml", f"{FOLDER}tick.yml"
WAKE = (
    "any member wakes it: Actions, clerk, Run workflow, on main; or gh workflow run clerk; or push any ballot; "
    "whoever holds a key of the clerk can run govtool clerk"
)
# Schedules come hours late; a whole day without a run is no such delay, and two are a clerk that is away.
_LATE_SECONDS, _AWAY_SECONDS = 24 * 3600, 48 * 3600
_WARN_DAYS = 45
NOT_SET_UP = "not set up yet"
_SETUP = "govtool forge setup --apply, with the token of an administrator in GITHUB_TOKEN"
# these hold back a push of the clerk's, unless its ruleset lets deploy keys past it
_HINDRANCES = {
    "pull_request", "required_signatures", "required_linear_history", "merge_queue", "required_deployments", "update",
    "creation", "workflows", "required_status_checks", "code_scanning", "commit_message_pattern",
    "commit_author_email_pattern", "committer_email_pattern", "file_path_restriction", "max_file_size",
}  # fmt: skip

Reader = Callable[[str], bytes | None]
T = TypeVar("T")


def of_the_files(read: Reader, workflows: Mapping[str, bytes]) -> Iterator[Remark]:
    """The remarks on main's workflows, which need git alone. `read` gives the bytes at a path of main, if any."""
    different = list(forge_files.problems(read))
    if different:
        yield problem(
            TOPIC, f"the workflows on main differ from what this govtool writes: {'; '.join(different)}",
            "compare: govtool forge files --check; a vote brings others in: govtool propose files",
        )  # fmt: skip
    else:
        yield ok(TOPIC, "the workflows on main are those that this govtool writes")
    loose = list(unpinned(workflows))
    if loose:
        yield problem(
            TOPIC,
            f"actions are not pinned by commit: {', '.join(loose)}; "
            "anybody who moves their tag runs code in these jobs",
            "write OWNER/NAME@COMMIT # VERSION in the workflows; a vote brings that in: govtool propose files",
        )  # fmt: skip


def not_asked(why: str) -> Remark:
    """That nothing of the forge was asked, and so nothing is known of it."""
    return note(
        TOPIC,
        f"GitHub was not checked ({why}): "
        "unknown are whether only the clerk moves main, who reaches its key, and when it ran last",
        "govtool doctor, with a token in GITHUB_TOKEN to see all of it",
    )  # fmt: skip


def of_the_forge(forge: Forge, newest_at: Instant, now: Instant) -> Iterator[Remark]:
    """Everything that GitHub tells. `newest_at` is of the newest minute of main."""
    try:
        yield from _settings(forge)
        yield from _hindrances(forge)
        yield from _clerk(forge, newest_at, now)
        yield from _schedule(forge)
        yield from _quiet(forge, now)
        yield from _costs(forge)
    except ForgeError as error:
        yield problem(TOPIC, f"GitHub could not be asked: {error.message}", error.hint)


def _settings(forge: Forge) -> Iterator[Remark]:
    unseen: list[str] = []
    for setting in SETTINGS:
        try:
            look = setting.look(forge)
        except ForgeError as error:
            if error.is_of_all and not (error.status == 401 and not forge.github.has_token):
                raise
            if is_of_the_plan(error):
                yield _weaker(forge, setting, refusal(error), "a public repository, or a paid plan, has it")
            else:
                unseen.append(setting.title)
            continue
        if look.lacks or look.blocked:
            next_step = _SETUP if look.lacks else f"{forge.setup.url}/{setting.page}"
            yield _weaker(forge, setting, "; ".join((*look.lacks, *look.blocked)), next_step)
        elif look.unseen:
            unseen.append(setting.title)
        else:
            yield ok(TOPIC, setting.title)
    if unseen:
        yield note(
            TOPIC, f"not seen, because this token may not read it, or there is no token: {'; '.join(unseen)}",
            "ask an administrator to type this, or set GITHUB_TOKEN to a token that may read the settings",
        )  # fmt: skip


def _if_shown(forge: Forge, ask: Callable[[], T]) -> T | None:
    """An answer of GitHub's; None if this token may not see it. Raises ForgeError if GitHub answers nothing at all."""
    try:
        return ask()
    except ForgeError as error:
        if error.is_of_all and forge.github.has_token:
            raise
        return None


def _weaker(forge: Forge, setting: Setting, what: str, next_step: str) -> Remark:
    return Remark(TOPIC, setting.level, f"{setting.title}: {what}. Therefore: {setting.meaning}", next_step)


def _hindrances(forge: Forge) -> Iterator[Remark]:
    """Rules of others for main that the clerk's push would not fulfil."""
    own = {str(ruleset["name"]) for ruleset in rulesets().values()}
    answers = _if_shown(forge, lambda: (list(forge.items("rulesets")), list(forge.items("rules", "branches", "main"))))
    if answers is None:
        return
    mine = {item.get("id") for item in answers[0] if item.get("name") in own}
    rules = answers[1]
    others = [rule for rule in rules if rule.get("ruleset_id") not in mine and rule.get("type") in _HINDRANCES]
    for source, is_here in sorted({_source(rule) for rule in others}):
        found = sorted({str(rule.get("type")) for rule in others if _source(rule) == (source, is_here)})
        whose = "other rulesets for main" if is_here else f"rulesets of the organization {source}, which cover main,"
        place = (
            f"{forge.setup.url}/settings/rules"
            if is_here
            else (f"an owner does it: https://github.com/organizations/{source}/settings/rules")
        )
        yield note(
            TOPIC, f"{whose} block the clerk's pushes: {', '.join(found)}",
            f"let deploy keys bypass them, or exclude main: {place}",
        )  # fmt: skip
    if _if_shown(forge, lambda: forge.find("branches", "main", "protection")) is not None:
        yield note(
            TOPIC, "main has an old branch protection rule beside the rulesets, which no deploy key can bypass",
            f"delete it: {forge.setup.url}/settings/branches",
        )  # fmt: skip


def _source(rule: Mapping[str, object]) -> tuple[str, bool]:
    """The repository or organization whose ruleset holds a rule, and whether it is the repository's own."""
    return str(rule.get("ruleset_source")), rule.get("ruleset_source_type", "Repository") == "Repository"


def _schedule(forge: Forge) -> Iterator[Remark]:
    """The account that GitHub ties the schedule to: who committed its file last."""
    path = forge.github.path("commits") + f"?sha=main&path={TICK}&per_page=1"
    answer = _if_shown(forge, lambda: forge.github.call("GET", path))
    commits = records(answer)
    if not commits:
        return
    account = fields(commits[0].get("committer")).get("login") or fields(commits[0].get("author")).get("login")
    if account:
        yield ok(TOPIC, f"GitHub ties the schedule to the account {account}, who committed {TICK} last")
    else:
        yield note(
            TOPIC, f"GitHub ties a schedule to the account that committed its file last, "
            f"and knows none for {TICK}",
            "look under Actions, tick, whether it runs; if not, ballots and pull requests still wake the clerk",
        )  # fmt: skip


def _clerk(forge: Forge, newest_at: Instant, now: Instant) -> Iterator[Remark]:
    """When the clerk was seen, by its newest minute or its newest run, and how that run ended."""
    runs, newest = _runs(forge), newest_at
    # before it is set up, a run only says so: its title is that of the workflow's run-name
    runs = [run for run in runs if not str(run.get("display_title") or "").endswith(NOT_SET_UP)]
    good = next((run for run in runs if run.get("conclusion") == "success"), None)
    if good is not None:
        newest = max(newest, instant(good.get("updated_at")) or newest)
    age = seconds_of(now) - seconds_of(newest)
    what = f"the clerk was last seen {_ago(age)}"
    if age > _AWAY_SECONDS:
        yield problem(TOPIC, f"{what}; until it runs, no vote opens or closes", WAKE)
    elif age > _LATE_SECONDS:
        yield note(TOPIC, f"{what}; GitHub's schedules come late, but not so late", WAKE)
    else:
        yield ok(TOPIC, what)
    ended = next((run for run in runs if run.get("status") == "completed"), None)
    if ended is not None and ended.get("conclusion") not in ("success", "skipped", "cancelled"):
        why = f"the clerk's newest run ended with {ended.get('conclusion')}"
        yield problem(TOPIC, why, f"read what it says: {ended.get('html_url')}")


def _runs(forge: Forge) -> list[Mapping[str, object]]:
    path = forge.github.path("actions", "workflows", "clerk.yml", "runs") + "?branch=main&per_page=20"
    found = _if_shown(forge, lambda: record(forge.github.call("GET", path)))
    return records(found.get("workflow_runs")) if found else []


def _ago(seconds: int) -> str:
    return f"{span(seconds)} ago" if seconds >= 60 else "just now"


def _quiet(forge: Forge, now: Instant) -> Iterator[Remark]:
    """That GitHub is about to stop the schedule of a public repository in which nothing happens."""
    pushed = instant(forge.repository.get("pushed_at"))
    if pushed is None or not forge.is_public:
        return
    days = (seconds_of(now) - seconds_of(pushed)) // 86400
    if days >= _WARN_DAYS:
        yield note(
            TOPIC, f"nothing was pushed for {days} days; after {QUIET_DAYS} GitHub stops what wakes the clerk",
            "push anything, a ballot too; once it is stopped: gh workflow enable tick",
        )  # fmt: skip


def _costs(forge: Forge) -> Iterator[Remark]:
    if forge.is_public:
        yield ok(TOPIC, f"the jobs of a public repository cost nothing, {AS_OF}")
        return
    found = [runs_a_month(line) for line in schedules(forge.workflows.get(TICK, b""))]
    # each wakes the clerk, so two jobs
    runs = 2 * sum(number for number in found if number is not None)
    yield note(
        TOPIC, f"the repository is private: the clerk's schedule alone takes {runs:,} minutes a month at least; "
        f"included are {INCLUDED}; and {WITHOUT} ({AS_OF})",
        "if that is too little, run govtool clerk from cron on a computer of your own (docs/how-to/run-a-clerk.md) "
        "and stop the schedule: gh workflow disable tick",
    )  # fmt: skip
