"""The template of a registry: each rule is what the co-operative's paper says, row by row, and it comes with the
package.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from govtool.core.canonical import emit
from govtool.core.rule import Rule
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.policy import Policy
from govtool.domain.work.wage import Wages
from govtool.io.git.store import read_canonical
from govtool.io.git.template import federation_bylaws, template_files
from govtool.roles.lifecycle.founding_plan import records_of
from govtool.roles.lifecycle.schema import ACTIONS
from govtool.roles.minutes.registry import NEWEST
from tests.world.people import key_of
from tests.world.wheelhouse import built_wheel

HALF, TWO_THIRDS, THREE_QUARTERS = "passed > 1/2", "passed >= 2/3", "passed >= 3/4"
CONFIRM = "confirmed >= 3/4 in any case, extended >= 1/2, else ended"
LAST = "confirmed >= 3/4 in any case, else ended"
OF_ALL, LAST_OF_ALL = CONFIRM.replace(" in any case", ""), LAST.replace(" in any case", "")

# name: who, excluded, outcomes, of, earliest, period, close, delay
RULES = {
    "admit": ("members", "", HALF, "eligible", "P2D", "P7D", "everyone", "P0D"),
    "confirm": ("team", "subject", CONFIRM, "eligible", "P0D", "P7D", "everyone", "P0D"),
    "confirm-last": ("team", "subject", LAST, "eligible", "P0D", "P7D", "everyone", "P0D"),
    "confirm-all": ("members", "subject", OF_ALL, "cast", "P0D", "P14D", "deadline", "P0D"),
    "ordinary": ("members", "", HALF, "eligible", "P2D", "P7D", "settled", "P0D"),
    "wage": ("members", "", HALF, "eligible", "P3D", "P7D", "everyone", "P3D"),
    "payout": ("members", "", HALF, "eligible", "P2D", "P7D", "everyone", "P1D"),
    "files": ("members", "", TWO_THIRDS, "eligible", "P3D", "P7D", "settled", "P3D"),
    "amend": ("members", "", TWO_THIRDS, "eligible", "P0D", "P14D", "deadline", "P7D"),
    "expel": ("members", "subject", THREE_QUARTERS, "eligible", "P0D", "P14D", "deadline", "P14D"),
    "dormant": ("members", "subject", THREE_QUARTERS, "eligible", "P0D", "P14D", "deadline", "P14D"),
    "appeal": ("members", "subject", THREE_QUARTERS, "eligible", "P0D", "P14D", "deadline", "P0D"),
    "suspend": ("members", "subject", TWO_THIRDS, "eligible", "P3D", "P7D", "everyone", "P0D"),
    "incapacity": ("members", "subject", TWO_THIRDS, "eligible", "P0D", "P14D", "deadline", "P7D"),
    "wind-up": ("members", "", TWO_THIRDS, "eligible", "P0D", "P14D", "deadline", "P7D"),
    "rekey": ("members", "subject", HALF, "eligible", "P0D", "P7D", "deadline", "P3D"),
    "rekey-contested": ("members", "subject", THREE_QUARTERS, "eligible", "P0D", "P14D", "deadline", "P3D"),
    "handover": ("members", "", HALF, "eligible", "P0D", "P7D", "deadline", "P0D"),
    "confirm-all-last": ("members", "subject", LAST_OF_ALL, "cast", "P0D", "P14D", "deadline", "P0D"),
    "end-probation": ("team", "subject", THREE_QUARTERS, "eligible", "P0D", "P7D", "everyone", "P0D"),
}
OF_TEAM, OF_MEMBERS = "3/4 of heads", "1/4 of heads, 3 people; these only after 2"
QUORUMS = {
    "confirm": OF_TEAM,
    "confirm-last": OF_TEAM,
    "confirm-all": OF_MEMBERS,
    "confirm-all-last": OF_MEMBERS,
}
CLASSES = {
    "full-time": (2, True, True, "wage"),
    "part-time": (1, True, True, "wage"),
    "consultant-member": (0, True, True, "wage"),
    "probation": (0, True, False, "probationary"),
    "away": (0, True, False, "no"),
    "consultant": (0, True, False, "wage"),
    "volunteer": (0, True, False, "no"),
    "former": (0, False, False, "no"),
}


@pytest.fixture(scope="module")
def bylaws() -> Bylaws:
    return read_canonical(template_files()["registry/bylaws.yaml"], Bylaws, "registry/bylaws.yaml", kinds=NEWEST)


def outcomes(rule: Rule) -> str:
    parts = [
        f"{found.result} {'>' if found.is_strict else '>='} {found.share}"
        + (" in any case" if found.needs_quorum is False else "")
        for found in rule.outcomes
    ]
    return ", ".join(parts) + (f", else {rule.otherwise}" if rule.otherwise != "rejected" else "")


def quorum(rule: Rule) -> str:
    if rule.quorum is None:
        return ""
    words = f"{rule.quorum.at_least} of {rule.quorum.of}"
    if rule.quorum.min_heads is None:
        return words
    return f"{words}, {rule.quorum.min_heads} people; these only after {rule.quorum.eases_after}"


def test_the_rules_are_those_of_the_table_and_no_others(bylaws: Bylaws) -> None:
    assert set(bylaws.rules) == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_as_the_table_says(bylaws: Bylaws, name: str) -> None:
    rule = bylaws.rules[name]
    bases = {found.of for found in rule.outcomes}
    excluded = ", ".join(rule.electorate.exclude)
    found = (rule.electorate.who, excluded, outcomes(rule), *bases, rule.earliest, rule.period, rule.close, rule.delay)
    assert found == RULES[name]
    assert quorum(rule) == QUORUMS.get(name, "")
    assert (rule.weight, rule.floor, rule.blocks) == ("class", None, None)
    if rule.electorate.who == "team":
        electorate = rule.electorate
        assert (electorate.team, electorate.at_least_heads, electorate.otherwise) == ("subject", 3, "members")


def test_each_clause_is_another_and_they_follow_each_other(bylaws: Bylaws) -> None:
    numbers = [rule.clause.split()[0] for rule in bylaws.rules.values()]
    assert numbers == [f"3.{number}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_the_votes_and_rights_of_the_table(bylaws: Bylaws, name: str) -> None:
    found = bylaws.classes[name]
    assert (found.votes, found.proposes, found.nominates, found.paid) == CLASSES[name]


def test_the_classes_are_those_of_the_table_and_a_volunteer_has_three_open_proposals_at_most(bylaws: Bylaws) -> None:
    assert set(bylaws.classes) == set(CLASSES)
    assert {name: found.max_open for name, found in bylaws.classes.items() if found.max_open} == {"volunteer": 3}


def test_the_bands_begin_at_5_and_20_hours(bylaws: Bylaws) -> None:
    assert dict(bylaws.bands) == {"consultant": 0, "part-time": 5 * 60, "full-time": 20 * 60}


@pytest.mark.parametrize(
    ("action", "rule"),
    [
        ("motion", "ordinary"),
        ("form-team", "ordinary"),
        ("change-team", "ordinary"),
        ("assign-duty", "ordinary"),
        ("change-hours", "ordinary"),
        ("adopt-policy", "ordinary"),
        ("repeal-policy", "ordinary"),
        ("rename-organization", "ordinary"),
        ("admit", "admit"),
        ("confirm", "confirm"),
        ("confirm-last", "confirm-last"),
        ("confirm-all", "confirm-all"),
        ("confirm-all-last", "confirm-all-last"),
        ("end-probation", "end-probation"),
        ("change-files", "files"),
        ("set-wage", "wage"),
        ("amend-bylaws", "amend"),
        ("change-clerk", "amend"),
        ("set-passkey-origins", "amend"),
        ("rekey", "rekey"),
        ("pay-debts", "payout"),
        ("correct-debt", "ordinary"),
        ("open-project", "ordinary"),
        ("change-project", "ordinary"),
        ("set-budget", "ordinary"),
        ("set-share", "ordinary"),
        ("transfer-funds", "ordinary"),
    ],
)
def test_an_action_is_decided_by_the_rule_of_the_table(bylaws: Bylaws, action: str, rule: str) -> None:
    assert bylaws.decisions[action].rule == rule


def test_every_action_that_there_is_can_be_decided(bylaws: Bylaws) -> None:
    # the rules of the vote on a trial are those that passed it
    kinds = {name for name, action in ACTIONS.items() if not action.for_federation}
    assert kinds - {"keep"} <= set(bylaws.decisions)


def test_an_objection_calls_for_three_quarters(bylaws: Bylaws) -> None:
    assert bylaws.decisions["rekey"].contested == "rekey-contested"


def test_the_periods_are_those_of_the_paper(bylaws: Bylaws) -> None:
    assert {name: getattr(bylaws.periods, name) for name in EXPECTED_PERIODS} == EXPECTED_PERIODS


EXPECTED_PERIODS = {
    "decide_grace": "P30D",
    "open_before": "P90D",
    "cooldown": "P30D",
    "rotation": "P3D",
    "rekeyed_votes_after": "P30D",
    "statement": "P30D",
    "vote_after": "P14D",
    "team_vote_after": "P14D",
    "application": "P180D",
    "nominate_again": "P30D",
    "probation": "P90D",
    "extension": "P90D",
    "confirm_before": "P14D",
    "overdue": "P14D",
    "apply_again": "P180D",
    "dispute": "P7D",
    "late_hours": "P90D",
}


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        (".github/workflows/govtool.yml", "files"),
        ("schemas/member.json", "files"),
        ("docs/guide.md", "free"),
        ("README.md", "free"),
        ("src/main.py", "denied"),
        ("docs.md", "denied"),
        ("x/README.md", "denied"),
    ],
)
def test_a_path_may_be_changed_by_whom_the_table_says(bylaws: Bylaws, path: str, verdict: str) -> None:
    row = bylaws.judge_path(path)
    assert (row.rule or "free" if row else "denied") == verdict


def test_every_file_is_a_record_in_its_one_form_at_its_own_place() -> None:
    files = template_files()
    assert {NEWEST.at(path) for path in files} == {Bylaws, Policy, Team, Wages}
    for path, record in records_of(files).items():
        assert emit(record.data()) == files[path]
        assert isinstance(record, Bylaws | Wages) or path.endswith(f"/{record.data()['id']}.yaml")


# In the package ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as somebody has it from a wheel, in a folder of its own; no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel = built_wheel(folder)
    run(folder, "-m", "pip", "install", *OFFLINE, "--target", str(folder / "installed"), str(wheel))
    return folder / "installed"


OFFLINE = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--no-warn-conflicts")


def run(where: Path, *arguments: str, path: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(path)} if path else dict(os.environ)
    done = subprocess.run(
        [sys.executable, *(("-P",) if path else ()), *arguments],
        cwd=where,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_package_brings_the_template_and_nothing_of_the_tests(installed: Path, tmp_path: Path) -> None:
    where = run(tmp_path, "-c", "import govtool; print(govtool.__file__)", path=installed).strip()
    assert Path(where).is_relative_to(installed)
    ask = "import govtool.io.git.template as t; print(sorted((k, len(v)) for k, v in t.template_files().items()))"
    assert run(tmp_path, "-c", ask, path=installed).strip() == str(
        sorted((name, len(data)) for name, data in template_files().items())
    )
    assert (installed / "govtool" / "template" / "registry" / "bylaws.yaml").is_file()
    assert (installed / "govtool" / "template" / "federation" / "bylaws.yaml").read_bytes() == federation_bylaws()
    assert not (installed / "tests").exists() and not (installed / "registry").exists()


def test_the_package_founds_a_co_operative(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(key_of("alice").openssh_private())
    (tmp_path / "key").chmod(0o600)
    options = ("--name", "Kettle", "--currency", "EUR", "--founder", "alice:Alice Lee:40h", "--key", "key", "--yes")
    said = run(tmp_path, "-m", "govtool.cli.main", "init", "coop", *options, path=installed)
    assert "Kettle is founded." in said
    assert (tmp_path / "coop" / "registry" / "bylaws.yaml").read_bytes() == template_files()["registry/bylaws.yaml"]
    assert '"ok": true' in run(tmp_path, "-m", "govtool.cli.main", "-C", "coop", "audit", "--json", path=installed)
