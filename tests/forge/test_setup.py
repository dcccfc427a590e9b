"""`govtool forge setup --apply`: a repository on GitHub is made as it should be, over HTTP, against a fake that is held
to GitHub's own description.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.errors import GovtoolError
from govtool.io.forge.answer import ForgeError
from govtool.io.forge.sealed import sealed
from govtool.io.git.git import Git
from govtool.roles.forge.setup import SECRET, VARIABLE, repository_of
from govtool.roles.lifecycle.initiation import CLERK_KEY, key_path
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
from tests.world.people import key_of

SETUP = ("forge", "setup", "--repository", "kettle/books")
APPLY = (*SETUP, "--apply", "--yes")


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSettings]:
    with administered(monkeypatch) as fake:
        yield fake


@pytest.fixture
def alice(coop: Coop) -> Laptop:
    """She founded the co-operative, so the clerk's key lies in her clone."""
    return founder(coop, "alice")


# From nothing ---------------------------------------------------------------------------------------------------------


def test_an_untouched_repository_is_set_up(coop: Coop, alice: Laptop, github: FakeSettings) -> None:
    said = alice.types(*APPLY)
    assert alice.status == 0, said
    assert "All is set" in said and "not done" not in said and "cannot" not in said
    public = coop.clerk_key.public_key
    assert [(key["key"], key["read_only"]) for key in github.keys.values()] == [(f"ssh-ed25519 {public.base64}", False)]
    clerk = github.environments["clerk"]
    assert list(clerk["policies"].values()) == ["main"] and clerk["custom"] is True
    assert clerk["variables"] == {VARIABLE: coop.genesis}
    assert github.opened(SECRET) == key_path(Git(alice.folder), CLERK_KEY).read_text()
    assert github.permissions == {"enabled": True, "allowed_actions": "selected", "sha_pinning_required": True}
    assert github.chosen == {"github_owned_allowed": True, "verified_allowed": False, "patterns_allowed": []}
    assert github.token == {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
    assert github.approval == "first_time_contributors"
    merging = ("allow_merge_commit", "allow_squash_merge", "allow_rebase_merge", "allow_auto_merge")
    assert [github.repository[name] for name in merging] == [True, False, False, False]


def test_only_the_clerk_gets_past_the_rulesets(alice: Laptop, github: FakeSettings) -> None:
    alice.types(*APPLY)
    assert len(github.rulesets) == 4
    key = {"actor_id": None, "actor_type": "DeployKey", "bypass_mode": "always"}
    assert github.ruleset("moves main")["bypass_actors"] == github.ruleset("receipts")["bypass_actors"] == [key]
    assert github.ruleset("takes back")["bypass_actors"] == github.ruleset("names")["bypass_actors"] == []
    (check,) = [rule for rule in github.ruleset("moves main")["rules"] if rule["type"] == "required_status_checks"]
    assert check["parameters"]["required_status_checks"] == [{"context": "check", "integration_id": 15368}]


def test_main_is_closed_only_after_the_clerk_may_pass(alice: Laptop, github: FakeSettings) -> None:
    alice.types(*APPLY)
    order = [change.replace("/repos/kettle/books", "") for change in github.changes]
    assert order.index("POST /keys") < order.index("POST /rulesets")
    place = "/environments/clerk"
    assert (
        order.index(f"PUT {place}")
        < order.index(f"POST {place}/deployment-branch-policies")
        < order.index(f"PUT {place}/secrets/{SECRET}")
    )


def test_twice_is_once(alice: Laptop, github: FakeSettings) -> None:
    alice.types(*APPLY)
    before, changes = github.state(), list(github.changes)
    said = alice.types(*APPLY)
    assert alice.status == 0 and "All is set" in said and "to do" not in said
    assert github.state() == before and github.changes == changes


def test_what_is_set_otherwise_is_corrected(coop: Coop, alice: Laptop, github: FakeSettings) -> None:
    alice.types(*APPLY)
    wanted = github.state()
    github.repository.update(allow_squash_merge=True, allow_rebase_merge=True)
    github.ruleset("moves main")["enforcement"] = "disabled"
    github.ruleset("takes back")["rules"] = [{"type": "deletion"}]
    github.environments["clerk"]["policies"][999] = "vote/*"
    github.environments["clerk"]["variables"][VARIABLE] = "sha256:" + "0" * 64
    (key,) = github.keys.values()
    key["read_only"] = True
    github.workflows["clerk"] = "disabled_inactivity"
    github.permissions["enabled"] = False
    github.secrets.add(SECRET)
    said = alice.types(*APPLY)
    assert alice.status == 0, said
    assert github.state() == wanted


# Without permission ---------------------------------------------------------------------------------------------------


def test_a_plan_changes_nothing(alice: Laptop, github: FakeSettings) -> None:
    before = github.state()
    said = alice.types(*SETUP)
    assert alice.status == 0 and "to do     merge commits only" in said
    data = alice.reads(*SETUP)
    assert {step["outcome"] for step in data["steps"]} == {"to do", "done"}
    assert github.changes == [] and github.state() == before


def test_nothing_is_changed_by_who_did_not_say_yes(alice: Laptop, github: FakeSettings) -> None:
    said = alice.types(*SETUP, "--apply")
    assert alice.status == 2 and "--yes" in said
    terminal = alice.sits_down(*SETUP, "--apply")
    terminal.expect("to do     merge commits only")
    terminal.expect(r"Set \d+ of these 15\?")
    terminal.sendline("n")
    terminal.wait()
    assert github.changes == []
    terminal = alice.sits_down(*SETUP, "--apply")
    terminal.expect(r"Set \d+ of these 15\?")
    terminal.sendline("y")
    terminal.expect("All is set")
    terminal.wait()
    assert terminal.exitstatus == 0 and len(github.rulesets) == 4


def test_who_has_no_token_is_told_how(alice: Laptop, github: FakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    said = alice.types(*APPLY)
    assert alice.status == 1 and "GITHUB_TOKEN" in said and github.log == []
    file = alice.folder / "token"
    file.write_text(f"{ADMIN}\n")
    assert "All is set" in alice.types(*APPLY, "--token-file", str(file))
    file.write_text("\n")
    assert "is empty" in alice.types(*APPLY, "--token-file", str(file)) and alice.status == 2


def test_a_remote_that_is_not_on_github_is_told(alice: Laptop, github: FakeSettings) -> None:
    said = alice.types("forge", "setup", "--apply", "--yes")
    assert alice.status == 1 and "--repository OWNER/NAME" in said and github.log == []
    assert alice.types(*APPLY, "--offline") and alice.status == 2


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/kettle/books.git", "kettle/books"),
        ("https://alice@github.com/kettle/books", "kettle/books"),
        ("git@github.com:kettle/books.git", "kettle/books"),
        ("ssh://git@ssh.github.com:443/kettle/books.git", "kettle/books"),
        ("https://github.example.org/kettle/books", None),
        ("https://github.com.example.org/kettle/books", None),
        ("/srv/books.git", None),
    ],
)
def test_a_repository_is_known_by_the_address_of_its_remote(url: str, name: str | None) -> None:
    assert repository_of(url) == name


def test_who_may_write_only_is_told_what_an_administrator_must_do(
    alice: Laptop, github: FakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", WRITER)
    said = alice.types(*APPLY)
    assert alice.status == 10 and github.changes == []
    assert "the token may not do it" in said and "weaker:" in said


# What GitHub refuses --------------------------------------------------------------------------------------------------


def test_a_private_repository_of_the_free_plan_is_told_what_stays_weaker(alice: Laptop, github: FakeSettings) -> None:
    github.repository.update(private=True, visibility="private")
    github.has_rulesets = github.has_environments = False
    said = alice.types(*APPLY)
    assert alice.status == 10
    assert UPGRADE in said and "this repository's plan does not have it" in said
    assert "weaker: anybody who may write can push to main" in said
    assert "govtool does not put the key into an environment that other branches reach" in said
    assert github.environments == {} and not github.rulesets and len(github.keys) == 1
    assert github.repository["allow_squash_merge"] is False, "what can be set is set"


@pytest.mark.parametrize("status", [403, 404, 409, 422])
@pytest.mark.parametrize(
    ("method", "path", "title"),
    [
        ("PATCH", "/books$", "merge commits only"),
        ("PUT", "/actions/permissions$", "Actions runs chosen and pinned actions only"),
        ("PUT", "/permissions/workflow$", "a job's token only reads"),
        ("PUT", "/fork-pr-contributor-approval$", "jobs for a newcomer's pull request wait for a member"),
        ("PUT", "/environments/clerk$", "the environment clerk, for main alone"),
        ("PUT", f"/secrets/{SECRET}$", f"the clerk's key as {SECRET} of the environment"),
        ("POST", "/variables$", f"the identity as {VARIABLE} of the environment"),
        ("POST", "/rulesets$", "govtool: only the clerk moves main"),
    ],
)
def test_each_refusal_is_reported_and_the_rest_is_done(
    alice: Laptop, github: FakeSettings, status: int, method: str, path: str, title: str
) -> None:
    github.refusals.append((method, path, status, "Not for you"))
    data = alice.reads(*APPLY)
    steps = {step["setting"]: step for step in data["steps"]}
    assert alice.status == 10 and not data["ok"]
    assert steps[title]["outcome"] == "not done" and "Not for you" in " ".join(steps[title]["reasons"])
    assert steps["the clerk's deploy key, which may push"]["outcome"] == "done", "the others are set all the same"
    github.refusals.clear()
    assert alice.reads(*APPLY)["ok"]


def test_main_is_not_closed_where_the_clerks_key_is_refused(alice: Laptop, github: FakeSettings) -> None:
    github.refusals.append(("POST", "/keys$", 422, "key is already in use"))
    said = alice.types(*APPLY)
    assert alice.status == 10 and "key is already in use" in said
    assert "nobody at all could bypass this ruleset" in said
    assert {one["name"].split(": ")[1] for one in github.rulesets.values()} == {
        "nobody takes back what is on main",
        "names that would block the branches of others",
    }


def test_a_token_that_is_not_known_changes_nothing(
    alice: Laptop, github: FakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_nobody-knows-this")
    said = alice.types(*APPLY)
    assert alice.status == 1 and "answered 401" in said and "ghp_nobody" not in said and github.changes == []
    said = alice.types(*SETUP)
    assert alice.status == 0 and "1. The clerk may push." in said and "how it stands now is not known" in said
    assert "ghp_nobody" not in said


def test_a_token_that_ends_half_way_is_told_with_what_was_done(alice: Laptop, github: FakeSettings) -> None:
    def ends(number: int) -> None:
        if number == 4:
            github.refusals.append(("PUT", "", 401, "Bad credentials"))

    github.at_change = ends
    data = alice.reads(*APPLY)
    outcomes = [step["outcome"] for step in data["steps"]]
    assert alice.status == 10 and outcomes.count("not done") == 1 and "not tried" in outcomes and "done" in outcomes
    github.refusals.clear()
    assert alice.reads(*APPLY)["ok"]


@pytest.mark.parametrize("last", [3, 8, 9, 13])
def test_who_is_killed_half_way_runs_it_again(coop: Coop, alice: Laptop, github: FakeSettings, last: int) -> None:
    alice.types(*APPLY)
    wanted = github.state()
    with FakeSettings() as fresh:
        running: list[subprocess.Popen[bytes]] = []
        fresh.at_change = lambda number: os.kill(running[0].pid, signal.SIGKILL) if number == last else None
        command = [sys.executable, "-m", "govtool.cli.main", "-C", str(alice.folder), *APPLY]
        environment = {
            **os.environ,
            "GITHUB_API_URL": fresh.url,
            "GOVTOOL_NOW": coop.now,
            "XDG_STATE_HOME": alice.state,
        }
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        running[0].communicate()
        assert running[0].returncode == -signal.SIGKILL and len(fresh.changes) == last
        assert fresh.state() != wanted
        again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert again.returncode == 0, again.stdout + again.stderr
        assert fresh.state() == wanted and fresh.problems == []


# The keys -------------------------------------------------------------------------------------------------------------


def test_the_key_and_the_token_are_never_shown_nor_sent_in_the_clear(
    coop: Coop, alice: Laptop, github: FakeSettings
) -> None:
    sent: list[str] = []
    serve = github.answer

    def listening(method: str, path: str, body: object, authorization: str) -> tuple[int, object]:
        sent.append(json.dumps(body))
        return serve(method, path, body, authorization)

    github.answer = listening  # type: ignore[method-assign]
    said = alice.types(*SETUP) + alice.types(*APPLY) + json.dumps(alice.reads(*APPLY))
    github.refusals.append(("PUT", "", 403, f"Not with {ADMIN}"))
    github.environments.clear()
    said += alice.types(*APPLY)
    inside = key_path(Git(alice.folder), CLERK_KEY).read_text().splitlines()[2]
    assert ADMIN not in said and inside not in said and "PRIVATE KEY" not in said
    assert inside not in "".join(sent) and "PRIVATE KEY" not in "".join(sent)


def test_a_sealed_secret_is_another_each_time_and_opens_with_one_key_only() -> None:
    import base64

    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    right, wrong = PrivateKey.generate(), PrivateKey.generate()
    public = base64.b64encode(bytes(right.public_key)).decode()
    first, second = sealed(public, "the key"), sealed(public, "the key")
    assert first != second
    assert SealedBox(right).decrypt(base64.b64decode(first)) == b"the key"
    with pytest.raises(CryptoError):
        SealedBox(wrong).decrypt(base64.b64decode(first))
    for broken in ("", "AAAA", "no base64!", "é"):
        with pytest.raises(ForgeError):
            sealed(broken, "the key")


def test_another_key_than_the_clerks_is_not_sent(alice: Laptop, github: FakeSettings, tmp_path: Path) -> None:
    file = tmp_path / "mallory"
    file.write_text(key_of("mallory").openssh_private())
    said = alice.types(*APPLY, "--clerk-key", str(file))
    assert alice.status == 1 and "is no key of the clerk" in said and github.log == []


def test_the_spare_key_of_the_clerk_can_be_the_one(alice: Laptop, github: FakeSettings, tmp_path: Path) -> None:
    alice.types(*APPLY)
    file = tmp_path / "spare"
    file.write_text(key_of("spare clerk").openssh_private())
    github.now = "2026-11-02T10:00:00Z"
    said = alice.types(*APPLY, "--clerk-key", str(file))
    assert alice.status == 0, said
    blobs = {key["key"].split()[1] for key in github.keys.values()}
    assert key_of("spare clerk").public_key.base64 in blobs
    assert github.opened(SECRET) == file.read_text()


def test_without_the_private_key_the_rest_is_set(coop: Coop, github: FakeSettings) -> None:
    bob = Laptop(coop, "bob")
    said = bob.types(*APPLY)
    assert bob.status == 10 and "--clerk-key FILE" in said
    assert len(github.rulesets) == 4 and github.environments["clerk"]["secrets"] == {}


@pytest.mark.parametrize("is_owner", [True, False])
def test_an_organization_that_allows_no_deploy_keys_is_told_where_to_allow_them(
    alice: Laptop, github: FakeSettings, is_owner: bool
) -> None:
    """As every new one; GitHub shows this setting to its owners only, and to others refuses the key."""
    belongs_to_an_organization(github, allows_keys=False)
    if not is_owner:
        github.refusals.append(("GET", "/orgs/kettle$", 404, "Not Found"))
    said = alice.types(*APPLY)
    assert alice.status == 10 and github.keys == {}
    assert "the organization allows no deploy keys" in said
    assert "https://github.com/organizations/kettle/settings/member_privileges, Deploy keys, Enabled" in said
    assert "Validation Failed: Deploy keys are disabled for this repository" in said
    assert "nobody at all could bypass this ruleset" in said
    github.allows_keys = True
    assert alice.reads(*APPLY)["ok"]


def test_a_deploy_key_of_somebody_else_is_told_and_left(alice: Laptop, github: FakeSettings) -> None:
    github.keys[5] = {"id": 5, "key": "ssh-ed25519 AAAAother", "url": "x", "title": "robot", "verified": True,
                      "created_at": github.now, "read_only": False}  # fmt: skip
    said = alice.types(*APPLY)
    assert alice.status == 10 and "the deploy key 'robot' may write too" in said and 5 in github.keys


def test_the_last_copy_of_the_key_is_not_taken_away(coop: Coop, github: FakeSettings) -> None:
    github.secrets.add(SECRET)
    bob = Laptop(coop, "bob")
    said = bob.types(*APPLY)
    assert bob.status == 10 and "it is the only one that the clerk has" in said and github.secrets == {SECRET}


# A project with workflows of its own ----------------------------------------------------------------------------------

COMMIT = "0" * 40


def project(coop: Coop, workflow: str) -> Laptop:
    other = coop.another("project", history={".github/workflows/test.yml": workflow.encode()})
    return founder(other, "alice")


def test_actions_that_a_project_uses_stay_allowed(coop: Coop, github: FakeSettings) -> None:
    alice = project(
        coop,
        f"jobs:\n  a:\n    steps:\n    - uses: actions/checkout@{COMMIT} # v6\n    - uses: 'astral/uv/setup@{COMMIT}'\n"
        f"    - uses: ./local\n    - uses: kettle/own@{COMMIT}\n",
    )
    assert alice.reads(*APPLY)["ok"]
    assert github.chosen["patterns_allowed"] == ["astral/uv/setup@*"] and github.permissions["sha_pinning_required"]
    github.chosen["patterns_allowed"] = ["other/thing@*"]
    assert alice.reads(*APPLY)["ok"]
    assert github.chosen["patterns_allowed"] == ["other/thing@*", "astral/uv/setup@*"]


def test_pinning_is_not_required_of_a_project_that_does_not_pin(coop: Coop, github: FakeSettings) -> None:
    alice = project(coop, "jobs:\n  a:\n    steps:\n    - uses: astral/uv@v6\n")
    said = alice.types(*APPLY)
    assert alice.status == 10 and "astral/uv@v6 in .github/workflows/test.yml" in said
    assert github.permissions["sha_pinning_required"] is False and github.chosen["patterns_allowed"] == ["astral/uv@*"]


def test_a_workflow_that_somebody_switched_off_stays_off(alice: Laptop, github: FakeSettings) -> None:
    github.workflows["clerk"] = "disabled_manually"
    said = alice.types(*APPLY)
    assert alice.status == 10 and "clerk was switched off by hand: gh workflow enable clerk" in said
    assert github.workflows["clerk"] == "disabled_manually"


def test_an_answer_of_another_shape_is_an_error_and_no_crash(alice: Laptop, github: FakeSettings) -> None:
    github.answer = lambda method, path, body, authorization: (200, ["not", "this"])  # type: ignore[method-assign]
    said = alice.types(*APPLY)
    assert alice.status == 1 and "the Git host's answer is no object" in said
    assert issubclass(ForgeError, GovtoolError)
