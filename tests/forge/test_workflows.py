"""The workflows for a forge: what they may do is read from them, and what they run is run, as the forge would.

Their steps are executed by bash in a clone of a real bare repository, with the environment that the forge would set.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from govtool.cli.main import run
from govtool.errors import UsageError
from govtool.io.file.document import write_files
from govtool.io.git.git import Git
from govtool.roles.forge.files import REQUIREMENTS, forge_files, pin_of
from tests.forge.forge_fake import TOKEN, ForgeFake, serving
from tests.forge.test_workflow_rights import workflow_problems
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.place import ROOT

LINE = "govtool-coop==0.1.0 --hash=sha256:" + "0" * 64
FILES = forge_files(pin_of(LINE, None))
WORKFLOWS = {Path(path).stem: data.decode() for path, data in FILES.items() if path.endswith(".yml")}
PARSED: dict[str, Any] = {name: yaml.safe_load(text) for name, text in WORKFLOWS.items()}
BIN = Path(sys.executable).parent


def triggers(name: str) -> dict[str, Any]:
    # YAML 1.1 reads the key `on` as true
    found: dict[str, Any] = PARSED[name][True]
    return found


def job(name: str) -> dict[str, Any]:
    return dict(PARSED[name]["jobs"][name])


# What they may do ---------------------------------------------------------------------------------------------------


def test_there_are_four_workflows_and_the_schedule_stands_alone() -> None:
    """GitHub stops a file with a schedule after 60 quiet days, with its other triggers too."""
    assert set(WORKFLOWS) == {"check", "ballots", "tick", "clerk"}
    assert [name for name in WORKFLOWS if "schedule" in triggers(name)] == ["tick"]
    assert set(triggers("tick")) == {"schedule"}


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_each_is_harmless(name: str) -> None:
    assert workflow_problems(name, WORKFLOWS[name]) == []
    pages = {"issues": "write", "pull-requests": "write", "statuses": "write"} if name == "clerk" else {}
    rights = {} if name == "tick" else {"contents": "read", **pages}
    assert job(name).get("permissions", {}) == rights and job(name)["timeout-minutes"] <= 15
    assert "concurrency" in PARSED[name]


def test_the_tools_that_judge_workflows_find_nothing(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    paths = sorted(str(path) for path in tmp_path.rglob("*.yml"))
    for command in (
        [BIN / "zizmor", "--offline", "--persona", "auditor", "--strict-collection", *paths],
        [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_actions_are_those_that_the_project_itself_pins() -> None:
    own = set(re.findall(r"uses: (\S+ # v\S+)", (ROOT / ".github/workflows/test.yml").read_text()))
    for text in WORKFLOWS.values():
        assert set(re.findall(r"uses: (\S+ # v\S+)", text)) <= own


def test_only_the_clerks_last_step_is_given_a_secret() -> None:
    for name, text in WORKFLOWS.items():
        steps = [step for step in job(name)["steps"] if "secrets." in json.dumps(step)]
        assert (len(steps), text.count("secrets.")) == ((1, 2) if name == "clerk" else (0, 0))
    assert job("clerk")["steps"][-1]["env"]["GOVTOOL_CLERK_KEY"] == "${{ secrets.GOVTOOL_CLERK_KEY }}"


def test_only_the_clerks_last_step_is_given_the_token_that_may_write() -> None:
    assert WORKFLOWS["clerk"].count("github.token") == 1 and "secrets.GITHUB_TOKEN" not in WORKFLOWS["clerk"]
    assert job("clerk")["steps"][-1]["env"]["GITHUB_TOKEN"] == "${{ github.token }}"


def test_the_clerks_key_is_reached_from_main_alone() -> None:
    """Who pushes a branch runs the workflows as that branch has them: the environment is what keeps the key away."""
    clerk = job("clerk")
    assert clerk["environment"] == {"name": "clerk", "deployment": False}
    assert clerk["if"] == "github.ref == 'refs/heads/main' && vars.GOVTOOL_CLERK == 'on'"
    assert set(triggers("clerk")) == {"push", "workflow_dispatch", "workflow_run"}
    assert triggers("clerk")["push"] == {"branches": ["main"]}
    assert triggers("clerk")["workflow_run"] == {"workflows": ["check", "ballots", "tick"], "types": ["completed"]}
    assert PARSED["clerk"]["concurrency"] == {"group": "clerk", "cancel-in-progress": False}
    for name, parsed in PARSED.items():
        assert ["environment" in one for one in parsed["jobs"].values()].count(True) == (name == "clerk")


def test_what_strangers_start_has_the_rights_of_strangers() -> None:
    assert triggers("check") == {"pull_request": None}
    assert set(triggers("ballots")) == {"push"}
    assert "main" not in triggers("ballots")["push"]["branches"]


def test_what_is_checked_out_is_main() -> None:
    for name in set(WORKFLOWS) - {"tick"}:
        (given,) = [step["with"] for step in job(name)["steps"] if "checkout@" in step.get("uses", "")]
        # the clerk has no branch named: a run that others start could be told another one
        assert given.get("ref") == (None if name == "clerk" else "main")
        assert given["fetch-depth"] == 0 and given["persist-credentials"] is False


# What they install --------------------------------------------------------------------------------------------------


def plain_name(package: str) -> str:
    """The name of a package as indexes compare it."""
    return re.sub(r"[._-]+", "-", package).lower()


def test_every_package_that_is_installed_is_fixed_by_digest() -> None:
    text = FILES[REQUIREMENTS].decode().replace("\\\n", "")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    assert lines[0] == LINE and all("==" in line and "--hash=sha256:" in line for line in lines)
    fixed = {plain_name(re.split(r"==", line)[0].strip()) for line in lines}
    project = (ROOT / "pyproject.toml").read_text()
    needed = re.findall(r'^  "([A-Za-z0-9._-]+)>=', project.split("[project.optional-dependencies]")[0], re.MULTILINE)
    assert "ruamel.yaml" in needed and {plain_name(name) for name in needed} <= fixed


def test_what_is_installed_is_what_the_tests_pass_with() -> None:
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    locked = {plain_name(name): version for name, version in locked.items()}
    packed = re.findall(r"^([\w.-]+)==(\S+)", FILES[REQUIREMENTS].decode(), re.MULTILINE)
    assert {name: version for name, version in packed[1:] if locked.get(plain_name(name)) != version} == {}


@pytest.mark.parametrize(
    "line",
    [
        "govtool-coop",
        "govtool-coop==0.1.0",
        "govtool-coop>=0.1 --hash=sha256:" + "0" * 64,
        "govtool-coop==0.1.0 --hash=sha256:123",
        "another==0.1.0 --hash=sha256:" + "0" * 64,
        LINE + "\n--index-url https://example.org",
        LINE + " --index-url https://example.org",
        "govtool-coop @ http://example.org/a.whl --hash=sha256:" + "0" * 64,
    ],
)
def test_no_workflow_is_written_without_a_pin(line: str) -> None:
    with pytest.raises(UsageError):
        pin_of(line, None)


def test_one_place_to_install_from_is_named() -> None:
    for requirement, wheel in ((None, None), (LINE, Path("govtool_coop-0.1.0-py3-none-any.whl"))):
        with pytest.raises(UsageError):
            pin_of(requirement, wheel)
    assert pin_of("govtool-coop @ https://example.org/a.whl --hash=sha256:" + "0" * 64, None)


def small_wheel(folder: Path) -> Path:
    """A package of our name that needs nothing, as pip installs it."""
    path = folder / "govtool_coop-0.1.0-py3-none-any.whl"
    info = "govtool_coop-0.1.0.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("sample_of_govtool.py", "")
        file.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: govtool-coop\nVersion: 0.1.0\n")
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", "")
    return path


def test_the_step_installs_a_wheel_of_the_repository_by_its_digest_alone(tmp_path: Path) -> None:
    made = dict(forge_files(pin_of(None, small_wheel(tmp_path))))
    # what govtool needs besides is on an index, which no test asks
    made[REQUIREMENTS] = b"".join(made[REQUIREMENTS].splitlines(keepends=True)[:2])
    top = tmp_path / "top"
    write_files(top, made)
    environment = {"PIP_NO_INDEX": "1", "PIP_TARGET": str(tmp_path / "installed"), "PIP_NO_CACHE_DIR": "1"}
    (script,) = {step["run"] for name in WORKFLOWS for step in job(name)["steps"] if "pip" in step.get("run", "")}
    assert bash(script, top, environment).returncode == 0
    assert (tmp_path / "installed" / "sample_of_govtool.py").exists()
    (wheel,) = top.rglob("*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"more")
    (top / "pip.py").write_text("raise SystemExit(0)\n")
    done = bash(script, top, environment)
    assert done.returncode != 0 and "DO NOT MATCH THE HASHES" in done.stderr


# What they run ------------------------------------------------------------------------------------------------------


def bash(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A step, as a runner executes it."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def runs(coop: Coop, name: str, values: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    """All steps of a workflow but its actions and the installation; `values` are those of expressions, `more` of the
    environment. The checkout is done as the action does it: main in the work tree, and all branches.
    """
    count = len(list(coop.folder.glob("runner-*")))
    top = coop.folder / f"runner-{count}"
    subprocess.run(["git", "clone", "-q", str(coop.hub.folder), str(top)], check=True)
    # in place of the network: the forge's address is that of the hub
    rules = coop.folder / "gitconfig"
    rules.write_text(f'[url "{coop.hub.folder}"]\n\tinsteadOf = ssh://git@github.com/kettle/books.git\n')
    always = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "kettle/books",
        "GITHUB_SHA": coop.head,
        "GIT_CONFIG_GLOBAL": str(rules),
        "GOVTOOL_NOW": coop.now,
        "XDG_STATE_HOME": str(top) + "-state",
        **more,
    }
    done = None
    for step in job(name)["steps"]:
        if "run" not in step or "pip" in step["run"]:
            continue
        given = {key: _value(str(text), values) for key, text in step.get("env", {}).items()}
        done = bash(step["run"], top, {**always, **given})
        if done.returncode != 0:
            break
    assert done is not None
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=top, capture_output=True, text=True, check=True)
    assert changed.stdout == "", "nothing was checked out or written beside main"
    return done


def _value(text: str, values: dict[str, str]) -> str:
    match = re.fullmatch(r"\$\{\{ (.*) \}\}", text)
    return values[match[1]] if match else text


def checks(coop: Coop, commit: str, number: int = 7) -> subprocess.CompletedProcess[str]:
    coop.hub.set_ref(f"refs/pull/{number}/head", commit)
    return runs(coop, "check", {"github.event.pull_request.head.sha": commit, "github.token": "a-token"})


def test_a_pull_request_with_a_proposal_is_checked(coop: Coop) -> None:
    done = checks(coop, coop.propose("carol", "kettle", "- action: motion", push=False))
    assert done.returncode == 0 and "a proposal: kettle: nothing is wrong with it" in done.stdout


def test_what_is_wrong_with_a_pull_request_stands_beside_its_line(coop: Coop) -> None:
    done = checks(coop, coop.propose("carol", "kettle", "- action: moton", push=False))
    assert done.returncode == 10 and "::error file=proposals/2026-11/kettle/proposal.yaml,line=" in done.stdout


def test_a_pull_request_that_changes_the_workflow_or_brings_code_gains_nothing(coop: Coop) -> None:
    sentinel = coop.folder / "sentinel"
    code = f"open({str(sentinel)!r}, 'w')\n".encode()
    names = ("conftest.py", "setup.py", "sitecustomize.py", "pip.py", "govtool/__init__.py")
    files = {".github/workflows/check.yml": b"on: push\n", REQUIREMENTS: b"evil\n", **dict.fromkeys(names, code)}
    done = checks(coop, coop.push_raw("", files))
    assert done.returncode == 10 and not sentinel.exists()
    assert "[protected_path]" in done.stdout and "[path_denied]" in done.stdout


def test_a_ballot_that_is_pushed_is_checked(coop: Coop) -> None:
    coop.open("alice", "kettle", "- action: motion")
    good = coop.vote("bob", "0001")
    assert runs(coop, "ballots", {"github.sha": good}).returncode == 0
    bad = coop.vote("dan", "0001", key=key_of("mallory"))
    done = runs(coop, "ballots", {"github.sha": bad})
    assert done.returncode == 10 and "title=key_unknown" in done.stdout


def clerk_runs(coop: Coop, key: str, genesis: str = "", api: str = "") -> subprocess.CompletedProcess[str]:
    """The clerk's steps; `api` is the address of a forge, else there is none that it could ask anything."""
    values = {"secrets.GOVTOOL_CLERK_KEY": key, "secrets.GOVTOOL_WEBHOOK": "", "vars.GOVTOOL_GENESIS": genesis}
    return runs(coop, "clerk", {**values, "github.token": TOKEN}, GITHUB_API_URL=api or "http://none.invalid")


def test_the_clerk_opens_counts_and_decides(coop: Coop) -> None:
    oid = coop.propose("carol", "kettle", "- action: motion", push=False)
    coop.hub.set_ref("refs/pull/7/head", oid)
    # the form for secrets takes the last line feed away
    key = coop.clerk_key.openssh_private().strip()
    done = clerk_runs(coop, key, coop.genesis)
    assert done.returncode == 0 and "0001 opened" in done.stdout, done.stderr
    assert "the pages of pull requests: " in done.stdout and TOKEN not in done.stdout + done.stderr
    coop.vote("alice", "0001")
    coop.vote("bob", "0001")
    coop.later("P2D")
    assert "0001 passed" in clerk_runs(coop, key).stdout
    assert coop.entry("0001").status == "passed" and coop.audit().ok and coop.hub.is_ancestor(oid, coop.head)
    assert "PRIVATE KEY" not in done.stdout + done.stderr


def test_the_clerk_keeps_the_page_of_a_pull_request(coop: Coop) -> None:
    with serving(ForgeFake(coop)) as forge:
        head = coop.propose("carol", "kettle", "- action: motion", push=False)
        forge.pull(7, head, "carol")
        done = clerk_runs(coop, coop.clerk_key.openssh_private(), coop.genesis, forge.url)
        assert done.returncode == 0 and "pull request 7 (0001): comment, status, label govtool: open" in done.stdout
        assert forge.status(head) is not None and forge.pulls[7].labels == ["govtool: open"]


def test_a_clerk_without_its_key_or_on_another_history_moves_nothing(coop: Coop) -> None:
    coop.propose("carol", "kettle", "- action: motion")
    before = coop.head
    assert clerk_runs(coop, "").returncode != 0
    assert clerk_runs(coop, key_of("mallory").openssh_private()).returncode != 0
    assert clerk_runs(coop, coop.clerk_key.openssh_private(), "sha256:" + "0" * 64).returncode != 0
    assert coop.head == before


# The commands -------------------------------------------------------------------------------------------------------


def test_the_files_are_written_compared_and_found_altered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = str(small_wheel(tmp_path))
    top = tmp_path / "top"
    top.mkdir()
    assert run(["-C", str(top), "forge", "files", "--from-wheel", wheel, "--write", "."]) == 0
    assert run(["-C", str(top), "forge", "files", "--check"]) == 0
    digest = hashlib.sha256(Path(wheel).read_bytes()).hexdigest()
    assert f"./.github/govtool/{Path(wheel).name} --hash=sha256:{digest}" in (top / REQUIREMENTS).read_text()
    (top / ".github/workflows/clerk.yml").write_text("on: push\n")
    (top / ".github/govtool" / Path(wheel).name).write_bytes(b"another")
    (top / ".github/workflows/check.yml").unlink()
    capsys.readouterr()
    assert run(["-C", str(top), "forge", "files", "--check", "--json"]) == 10
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 3
    assert run(["-C", str(top), "forge", "files"]) == 2
    assert "say which govtool the workflows install" in capsys.readouterr().err


def test_a_repository_without_the_files_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), "forge", "files", "--check"]) == 10
    assert f"{REQUIREMENTS} does not begin with one version" in capsys.readouterr().out


def founds(folder: Path, *arguments: str) -> int:
    (folder / "alice").write_text(key_of("alice").openssh_private())
    (folder / "alice").chmod(0o600)
    named = ("--name", "Kettle", "--currency", "EUR", "--founder", "alice:Alice Lee:40h")
    return run(["init", str(folder / "coop"), *named, "--key", str(folder / "alice"), "--yes", *arguments])


def test_a_co_operative_is_founded_with_the_workflows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("GOVTOOL_NOW", "2026-11-01T10:00:00Z")
    assert founds(tmp_path, "--forge", "github") == 2 and not (tmp_path / "coop").exists()
    assert founds(tmp_path, "--requirement", LINE) == 2
    assert founds(tmp_path, "--forge", "github", "--requirement", LINE) == 0
    git = Git(tmp_path / "coop")
    tree = git.loose_commit(git.ref("refs/heads/main") or "").tree
    there = {path: git.blob(entry.oid) for path, entry in git.files(tree, ".github")}
    assert there == FILES
    assert run(["-C", str(tmp_path / "coop"), "forge", "files", "--check"]) == 0
    assert run(["-C", str(tmp_path / "coop"), "audit"]) == 0


def test_what_is_to_be_set_is_told_step_by_step(coop: Coop, capsys: pytest.CaptureFixture[str]) -> None:
    dan = Laptop(coop, "dan")
    assert dan.types("forge", "setup", "--write", "rulesets") and dan.status == 0
    said = capsys.readouterr().out + dan.types("forge", "setup", "--offline")
    key = coop.clerk_key.public_key
    assert f"ssh-ed25519 {key.base64} clerk" in said and coop.genesis in said and "PRIVATE" not in said
    assert "settings/member_privileges" in said and "New repository variable GOVTOOL_CLERK, with the value on" in said
    data = dan.reads("forge", "setup")
    assert data["switch"] == {"GOVTOOL_CLERK": "on"}
    assert data["format"] == 1 and data["environment"]["branches"] == ["main"]
    written = {path.name: json.loads(path.read_text()) for path in (dan.folder / "rulesets").iterdir()}
    assert sorted(map(str, written.values())) == sorted(map(str, data["rulesets"]))


def test_only_the_clerk_moves_main_and_not_even_the_clerk_takes_it_back(coop: Coop) -> None:
    by_name = {one["name"].split(": ")[1]: one for one in Laptop(coop, "dan").reads("forge", "setup")["rulesets"]}
    main = by_name["only the clerk moves main"]
    assert main["conditions"]["ref_name"]["include"] == ["refs/heads/main"] and main["enforcement"] == "active"
    assert {"creation", "update", "required_status_checks"} == {rule["type"] for rule in main["rules"]}
    assert [actor["actor_type"] for actor in main["bypass_actors"]] == ["DeployKey"]
    history = by_name["nobody takes back what is on main"]
    assert {rule["type"] for rule in history["rules"]} == {"deletion", "non_fast_forward"}
    assert history["bypass_actors"] == []


def test_names_that_block_ballots_are_reserved_and_true_ones_are_not(coop: Coop) -> None:
    rulesets = Laptop(coop, "dan").reads("forge", "setup")["rulesets"]
    (names,) = [one for one in rulesets if "names" in one["name"]]
    # a star of a ruleset stops at a slash
    patterns = [re.escape(name).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
                for name in names["conditions"]["ref_name"]["include"]]  # fmt: skip
    for branch, is_kept in {
        "vote": True, "vote/0007": True, "statement/ana": True, "proposal": True, "gather": True, "filing": True,
        "vote/0007/ana": False, "statement/ana/000001": False, "proposal/kettle": False, "filing/0007": False,
        "my-draft": False,
    }.items():  # fmt: skip
        assert any(re.fullmatch(pattern, f"refs/heads/{branch}") for pattern in patterns) == is_kept, branch


def test_a_vote_brings_the_files_in(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    wheel = small_wheel(coop.folder)
    assert dan.types("forge", "files", "--from-wheel", str(wheel), "--write", ".") and dan.status == 0
    dan.git("switch", "-q", "-c", "forge")
    dan.git("add", ".github")
    dan.git("commit", "-qm", "Run govtool on GitHub")
    said = dan.types("propose", "files", "--yes")
    assert dan.status == 0, said
    assert coop.run_clerk().done == ["0001 opened: proposals/2026-11/run-govtool-on-github"]
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001")
    coop.finish("0001")
    assert coop.file(".github/workflows/clerk.yml") == FILES[".github/workflows/clerk.yml"] and coop.audit().ok
    assert coop.file(f".github/govtool/{wheel.name}") == wheel.read_bytes()
