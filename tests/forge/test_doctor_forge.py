"""`govtool doctor` of a co-operative on GitHub: every weakness there is found, with what it means and what to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govtool.roles.checkup.checkup_forge import CLERK, TICK
from govtool.roles.clerk.guard import install
from govtool.roles.forge.cost import runs_a_month, schedules
from govtool.roles.forge.files import forge_files, pin_of
from govtool.roles.forge.setup import SECRET, VARIABLE
from tests.forge.forge_fake_setup import (
    ADMIN,
    UPGRADE,
    WRITER,
    FakeSettings,
    administered,
    belongs_to_an_organization,
    founder,
)
from tests.world.coop import Coop
from tests.world.laptop import Laptop

FILES = forge_files(pin_of("govtool-coop==0.1.0 --hash=sha256:" + "0" * 64, None))
DOCTOR = ("doctor", "--repository", "kettle/books")


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSettings]:
    with administered(monkeypatch) as fake:
        yield fake


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A co-operative that was founded with the workflows."""
    folder = tmp_path_factory.mktemp("founded") / "coop"
    Coop.found(folder, history=FILES)
    return folder


def copied(original: Path, folder: Path) -> Coop:
    shutil.copytree(original, folder)
    return Coop(folder)


@pytest.fixture(scope="module")
def settings(original: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What its repository on GitHub is set to, as the set-up leaves it."""
    with pytest.MonkeyPatch.context() as monkeypatch, administered(monkeypatch) as fake:
        laptop = founder(copied(original, tmp_path_factory.mktemp("set-up") / "coop"), "alice")
        said = laptop.types("forge", "setup", "--repository", "kettle/books", "--apply", "--yes")
        assert laptop.status == 0, said
        return fake.saved()


@pytest.fixture
def alice(original: Path, settings: dict[str, Any], tmp_path: Path, github: FakeSettings) -> Laptop:
    """Her co-operative lies on a host with the guard, and is set up on GitHub; the clerk ran there."""
    coop = copied(original, tmp_path / "coop")
    install(coop.hub, sys.executable, force=False)
    github.restore(settings)
    github.runs = [{"status": "completed", "conclusion": "success", "updated_at": "2026-11-01T09:00:00Z"}]
    coop.later("PT2H")
    return founder(coop, "alice")


def remarks(laptop: Laptop, *arguments: str) -> list[dict[str, Any]]:
    """What doctor says of GitHub."""
    data = laptop.reads(*(arguments or DOCTOR))
    found = [remark for remark in data["remarks"] if remark["topic"] == "github"]
    assert all(remark["hint"] or remark["level"] == "ok" for remark in found), "what is weaker says what to do next"
    return found


def weak(laptop: Laptop, *arguments: str) -> str:
    """What is weaker, as text."""
    return "\n".join(
        f"{r['level']} {r['message']} → {r['hint']}" for r in remarks(laptop, *arguments) if r["level"] != "ok"
    )


def well(laptop: Laptop) -> str:
    """What is as it should be, as text."""
    return "\n".join(remark["message"] for remark in remarks(laptop) if remark["level"] == "ok")


def test_a_repository_that_was_set_up_is_clean(alice: Laptop, github: FakeSettings) -> None:
    before = github.state()
    assert weak(alice) == "" and alice.status == 0
    said = well(alice)
    assert "the workflows on main are those that this govtool writes" in said
    assert "the clerk was last seen 2 hours ago" in said
    assert "the jobs of a public repository cost nothing, as GitHub's documents said in" in said
    assert github.state() == before, "looking changes nothing"
    assert ADMIN not in alice.types(*DOCTOR)


def other_key(github: FakeSettings) -> None:
    github.keys[5] = {"id": 5, "key": "ssh-ed25519 AAAAother", "url": "x", "title": "robot", "verified": True,
                      "created_at": github.now, "read_only": False}  # fmt: skip


def unbound(github: FakeSettings) -> None:
    (rule,) = [one for one in github.ruleset("moves main")["rules"] if one["type"] == "required_status_checks"]
    rule["parameters"]["required_status_checks"] = [{"context": "check"}]


def passed_by(kind: str, number: int | None) -> Callable[[FakeSettings], None]:
    def change(github: FakeSettings) -> None:
        actor = {"actor_id": number, "actor_type": kind, "bypass_mode": "always"}
        github.ruleset("moves main")["bypass_actors"].append(actor)

    return change


def covers_another_branch(github: FakeSettings) -> None:
    github.ruleset("moves main")["conditions"]["ref_name"] = {"include": ["refs/heads/trunk"], "exclude": []}


def leaves_main_out(github: FakeSettings) -> None:
    github.ruleset("moves main")["conditions"]["ref_name"]["exclude"] = ["refs/heads/main"]


def rules_without(kind: str, words: str) -> Callable[[FakeSettings], None]:
    def change(github: FakeSettings) -> None:
        found = github.ruleset(words)
        found["rules"] = [rule for rule in found["rules"] if rule["type"] != kind]

    return change


def named(words: str) -> Callable[[FakeSettings], None]:
    def change(github: FakeSettings) -> None:
        del github.rulesets[github.ruleset(words)["id"]]

    return change


def environment(**values: object) -> Callable[[FakeSettings], None]:
    return lambda github: github.environments["clerk"].update(values)


WEAKNESSES: dict[str, tuple[Callable[[FakeSettings], Any], str]] = {
    "squash": (lambda g: g.repository.update(allow_squash_merge=True), "squashing is allowed. Therefore: squashing"),
    "rebase": (lambda g: g.repository.update(allow_rebase_merge=True), "rebasing is allowed"),
    "auto-merge": (lambda g: g.repository.update(allow_auto_merge=True), "auto-merge is allowed"),
    "no merge commits": (lambda g: g.repository.update(allow_merge_commit=False), "merge commits are not allowed"),
    "another default": (lambda g: g.repository.update(default_branch="trunk"), "the default branch is not main"),
    "archived": (lambda g: g.repository.update(archived=True), "the repository is archived"),
    "no ruleset": (named("moves main"), "moves main: there is no such ruleset. Therefore: anybody who may write"),
    "history": (named("takes back"), "a force push can remove commits from main"),
    "receipts": (named("receipts"), "can delete the clerk's receipts"),
    "names": (named("names"), "a branch named vote or vote/0007 leaves no room"),
    "disabled": (lambda g: g.ruleset("moves main").update(enforcement="disabled"), "it is not enforced (disabled)"),
    "only measured": (lambda g: g.ruleset("moves main").update(enforcement="evaluate"), "not enforced (evaluate)"),
    "administrators": (passed_by("RepositoryRole", 5), "administrators can bypass it"),
    "owners": (passed_by("OrganizationAdmin", 1), "owners of the organization can bypass it"),
    "an app": (passed_by("Integration", 15368), "the app 15368 can bypass it"),
    "nobody": (lambda g: g.ruleset("moves main").update(bypass_actors=[]), "so the clerk cannot push"),
    "unbound check": (unbound, "the check check is not bound to GitHub Actions"),
    "another branch": (covers_another_branch, "it does not cover refs/heads/main; it covers refs/heads/trunk too"),
    "main left out": (leaves_main_out, "it leaves out refs/heads/main"),
    "updates": (rules_without("update", "moves main"), "it does not restrict updates"),
    "force": (rules_without("non_fast_forward", "takes back"), "it does not block force pushes"),
    "deletion": (rules_without("deletion", "takes back"), "it does not restrict deletions"),
    "open environment": (environment(custom=None), "every branch reaches it"),
    "protected branches": (environment(custom=False), "every protected branch reaches it"),
    "other branches": (environment(policies={1: "main", 2: "vote/*"}), "branch vote/* reaches it too"),
    "main cannot": (environment(policies={2: "vote/*"}), "main does not reach it, so the clerk cannot run"),
    "waits": (environment(protection=[{"id": 1, "node_id": "x", "type": "required_reviewers"}]), "every run waits"),
    "no secret": (environment(secrets={}), f"the clerk's key as {SECRET} of the environment: it is not there"),
    "old secret": (environment(secrets={SECRET: {"at": "2026-01-01T00:00:00Z"}}), "it may be a former clerk's"),
    "another identity": (environment(variables={VARIABLE: "sha256:00"}), "it is another identity: sha256:00"),
    "no environment": (lambda g: g.environments.clear(), "there is no such environment. Therefore: anybody"),
    "open secret": (lambda g: g.secrets.add(SECRET), "it is a secret of the repository too"),
    "shared secret": (lambda g: g.shared_secrets.add(SECRET), "it is a secret of the organization"),
    "no deploy key": (lambda g: g.keys.clear(), "the clerk's key is not among the deploy keys"),
    "another deploy key": (other_key, "the deploy key 'robot' may write too"),
    "read-only key": (lambda g: next(iter(g.keys.values())).update(read_only=True), "deploy key may only read"),
    "Actions off": (lambda g: g.permissions.update(enabled=False), "Actions is switched off: no job runs"),
    "any action": (lambda g: g.permissions.update(allowed_actions="all"), "the actions are not chosen (all)"),
    "unpinned": (lambda g: g.permissions.update(sha_pinning_required=False), "pinning by commit is not required"),
    "GitHub's own": (lambda g: g.chosen.update(github_owned_allowed=False), "GitHub's own actions may not run"),
    "writing token": (lambda g: g.token.update(default_workflow_permissions="write"), "it may write by default"),
    "approving": (lambda g: g.token.update(can_approve_pull_request_reviews=True), "it may approve pull requests"),
    "newcomers": (lambda g: setattr(g, "approval", "first_time_contributors_new_to_github"), "note jobs for a new"),
    "quiet": (lambda g: g.workflows.update(clerk="disabled_inactivity"), "stopped by GitHub after 60 quiet days"),
    "switched off": (lambda g: g.workflows.update(clerk="disabled_manually"), "clerk was switched off by hand"),
    "not there": (lambda g: g.workflows.pop("check"), "check is not on main yet"),
    "passed over": (lambda g: g.switches.clear(), "the clerk's job switched on (GOVTOOL_CLERK): it is not on"),
    "tick stopped": (lambda g: g.workflows.update(tick="disabled_inactivity"), "tick was stopped by GitHub"),
    "failing": (lambda g: g.runs[0].update(conclusion="failure"), "the clerk's newest run ended with failure"),
    "going quiet": (lambda g: g.repository.update(pushed_at="2026-09-10T00:00:00Z"), "nothing was pushed for 52 days"),
    "old protection": (lambda g: setattr(g, "is_protected", True), "old branch protection rule"),
}  # fmt: skip


@pytest.mark.parametrize("name", WEAKNESSES)
def test_each_weakness_is_found(alice: Laptop, github: FakeSettings, name: str) -> None:
    change, words = WEAKNESSES[name]
    change(github)
    said = weak(alice)
    assert words in said and said.count("\n") <= (2 if name == "no environment" else 0), said


def test_every_weakness_that_can_be_mended_is_mended_by_set_up(alice: Laptop, github: FakeSettings) -> None:
    by_hand = {"archived", "shared secret", "another deploy key", "switched off", "not there", "old protection"}
    by_time = {"failing", "going quiet"}
    last = ["no ruleset", "history", "receipts", "names", "no environment", "no deploy key"]
    first = [name for name in WEAKNESSES if name not in (by_hand | by_time | set(last))]
    for name in [*first, *last]:
        WEAKNESSES[name][0](github)
    assert weak(alice).count("problem") > 10 and alice.status == 10
    said = alice.types("forge", "setup", "--repository", "kettle/books", "--apply", "--yes")
    assert alice.status == 0, said
    assert weak(alice) == ""


def test_whatever_an_administrator_changes_there_changes_nothing_of_the_audit(
    alice: Laptop, github: FakeSettings
) -> None:
    before = alice.reads("audit")
    github.rulesets.clear()
    github.environments.clear()
    github.permissions.update(enabled=False)
    github.workflows.update(dict.fromkeys(github.workflows, "disabled_manually"))
    github.repository.update(allow_squash_merge=True, allow_rebase_merge=True)
    assert weak(alice).count("problem") > 5
    assert alice.reads("audit") == before and before["ok"]


def test_rules_of_others_that_stop_the_clerk_are_told(alice: Laptop, github: FakeSettings) -> None:
    github.foreign_rules = [
        {"type": kind, "ruleset_id": 9, "ruleset_source_type": "Organization", "ruleset_source": "kettle"}
        for kind in ("required_linear_history", "required_signatures", "deletion")
    ]
    said = weak(alice)
    assert "rulesets of the organization kettle, which cover main, block the clerk's pushes: " in said
    assert "pushes: required_linear_history, required_signatures → let deploy keys bypass them, or exclude" in said
    assert "https://github.com/organizations/kettle/settings/rules" in said
    github.foreign_rules = [{"type": "update", "ruleset_id": 9, "ruleset_source_type": "Repository",
                             "ruleset_source": "kettle/books"}]  # fmt: skip
    assert "other rulesets for main block the clerk's pushes: update →" in weak(alice)


def test_an_organization_that_forbids_deploy_keys_is_told(alice: Laptop, github: FakeSettings) -> None:
    belongs_to_an_organization(github)
    assert weak(alice) == ""
    belongs_to_an_organization(github, allows_keys=False)
    assert "settings/member_privileges, Deploy keys, Enabled" in weak(alice)


def test_the_account_that_the_schedule_is_tied_to_is_named(alice: Laptop, github: FakeSettings) -> None:
    assert "GitHub ties the schedule to the account alice-lee, who committed .github/workflows/tick.yml" in well(alice)
    github.committer = None
    assert "and knows none for .github/workflows/tick.yml → look under Actions, tick" in weak(alice)


# The clerk ------------------------------------------------------------------------------------------------------------


def test_when_the_clerk_was_seen_and_how_it_is_woken(alice: Laptop, github: FakeSettings) -> None:
    for duration, level, words in (
        ("PT12H", "ok", "last seen 14 hours ago"),
        ("PT12H", "note", "last seen 26 hours ago; GitHub's schedules come late, but not so late"),
        ("P2D", "problem", "last seen 3 days ago; until it runs, no vote opens or closes"),
    ):
        alice.coop.later(duration)
        (found,) = [remark for remark in remarks(alice) if "last seen" in remark["message"]]
        assert found["level"] == level and words in found["message"]
    for way in ("Run workflow", "gh workflow run clerk", "push any ballot", "govtool clerk"):
        assert way in found["hint"]
    github.runs.insert(0, {"status": "completed", "conclusion": "success", "updated_at": "2026-11-04T13:59:30Z"})
    assert "the clerk was last seen just now" in well(alice) or "minutes ago" in well(alice)


def test_a_run_that_only_says_that_nothing_is_set_up_is_no_clerk_that_was_seen(
    alice: Laptop, github: FakeSettings
) -> None:
    alice.coop.later("P5D")
    ended = {"status": "completed", "conclusion": "success", "updated_at": alice.coop.now}
    github.runs.insert(0, {**ended, "display_title": "clerk, not set up yet"})
    assert "last seen 5 days ago" in weak(alice)
    github.runs.insert(0, {**ended, "display_title": "clerk"})
    assert "last seen" not in weak(alice)


def test_a_clerk_that_ran_on_another_computer_is_seen_by_its_minutes(alice: Laptop, github: FakeSettings) -> None:
    alice.coop.later("P5D")
    assert "last seen 5 days ago" in weak(alice)
    alice.coop.open("alice", "kettle", "- action: motion")
    assert "last seen" not in weak(alice) and "the clerk was last seen just now" in well(alice)


# What lies on main ----------------------------------------------------------------------------------------------------


def test_workflows_that_are_others_than_govtool_writes_are_found_without_asking_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {
        **FILES,
        CLERK: FILES[CLERK].replace(b"# v6.0.2", b"").replace(b"de0fac2e4500dabe0009e67214ff5f5447ce83dd", b"v6"),
    }
    alice = Laptop(Coop.found(tmp_path / "coop", history=changed), "alice")
    said = weak(alice, "doctor", "--offline")
    assert f"{CLERK} is not what this govtool writes" in said and "govtool forge files --check" in said
    assert f"actions are not pinned by commit: actions/checkout@v6 in {CLERK}" in said
    assert "GitHub was not checked (because of --offline)" in said
    assert "no address there: govtool doctor --repository" in weak(alice, "doctor")


def test_a_co_operative_that_lives_elsewhere_hears_nothing_of_github(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    assert remarks(Laptop(Coop.copied(tmp_path_factory, tmp_path), "alice"), "doctor") == []


# What is not shown ----------------------------------------------------------------------------------------------------


def test_without_a_token_what_is_public_is_looked_at_and_the_rest_is_told_as_not_seen(
    alice: Laptop, github: FakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    github.ruleset("takes back")["enforcement"] = "disabled"
    github.runs[0]["conclusion"] = "failure"
    said = weak(alice)
    assert "it is not enforced (disabled)" in said and "newest run ended with failure" in said
    (unseen,) = [line for line in said.split("\n") if "not seen" in line]
    for title in (
        "the clerk's deploy key",
        "a job's token only reads",
        "merge commits only",
        "only the clerk moves main",
    ):
        assert title in unseen
    assert unseen.startswith("note") and "the environment clerk, for main alone" in well(alice)


def test_who_may_write_only_is_not_told_that_what_is_hidden_is_well(
    alice: Laptop, github: FakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", WRITER)
    passed_by("RepositoryRole", 5)(github)
    said = weak(alice)
    assert "govtool: only the clerk moves main" in said and "not seen" in said
    assert "govtool: only the clerk moves main" not in well(alice)


def test_github_that_cannot_be_reached_leaves_the_rest_of_the_checkup(
    alice: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_nobody-knows-this")
    said = weak(alice)
    assert "GitHub could not be asked" in said and "ghp_nobody" not in said
    assert "you sign as Alice (alice)" in alice.types(*DOCTOR)


def test_a_private_repository_is_told_what_it_costs_and_what_the_free_plan_lacks(
    alice: Laptop, github: FakeSettings
) -> None:
    github.repository.update(private=True, visibility="private")
    assert "problem" not in weak(alice)
    assert "the clerk's schedule alone takes 5,760 minutes a month at least; included are 2,000" in weak(alice)
    assert "with the plan Free a private repository has neither rulesets nor environments (as GitHub's" in weak(alice)
    github.has_rulesets = False
    github.environments.clear()
    said = weak(alice)
    assert UPGRADE in said and "anybody who may write can push to main" in said and "a paid plan, has it" in said


# Costs ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cron", "runs"),
    [
        ("7,22,37,52 * * * *", 2880),
        ("*/15 * * * *", 2880),
        ("7 * * * *", 720),
        ("7 */6 * * *", 120),
        ("0 9-17/2 * * 1-5", 5 * 21),
        ("0 9 1 * *", 1),
        ("0 9 1,15 * *", 2),
        ("0 9 1-31 * *", 30),
        ("0 9 * 1-6 *", 15),
        ("0 9 * * 0,3", 8),
        ("60 * * * *", None),
        ("* * * *", None),
        ("*/0 * * * *", None),
        ("@daily", None),
        ("5-1 * * * *", None),
    ],
)
def test_a_schedule_is_counted_for_a_month(cron: str, runs: int | None) -> None:
    assert runs_a_month(cron) == runs


def test_the_clerks_schedule_is_read_from_its_workflow() -> None:
    assert schedules(FILES[TICK]) == ["7,22,37,52 * * * *"]
    assert schedules(b"on:\n  schedule:\n    - cron: 5 4 * * * # at night\n    - cron: '1 2 * * *'\n") == [
        "5 4 * * *",
        "1 2 * * *",
    ]
