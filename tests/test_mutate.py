"""The tool that changes lines: what it changes, that a test which fails is seen, and that nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mutate import QUICK_FIRST, Change, Copy, Runs, changes, chosen, main
from tests.world.place import ROOT
from tests.world.rule_tests import OVER_THE_TABLE, files_testing, own_test, own_tests, rule_modules

MODULE = "govtool/domain/money/coin.py"
SOURCE = '''"""A coin counts from 1 on, and 2 of them are more."""

MOST: "int" = 9
SHOWN = "at most nine"


def counts(number: int, least: int = 1) -> bool:
    """True from 1 on."""
    return number >= least and number < 4


def shown(number: int) -> str:
    """In words."""
    return f"{number} of {9}"
'''
TEST = """import pytest

from govtool.domain.money.coin import MOST, counts, shown

def test_bounds():
    assert [counts(number) for number in range(5)] == [False, True, True, True, False]
"""


def checkout(folder: Path, test: str = TEST, source: str = SOURCE) -> Path:
    """A project of one module and one file of tests."""
    for place, text in {
        MODULE: source,
        "govtool/domain/kinds.py": "KINDS = 1\n",
        "govtool/domain/money/__init__.py": "NUMBER = 1\n",
        own_test(MODULE): test,
    }.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return checkout(tmp_path / "checkout")


def copied(root: Path, seconds: int = 60) -> Copy:
    return Copy(root, root.parent / "copy", Runs(), seconds)


def one(after: str, source: str = SOURCE) -> Change:
    """The change that makes a line what it is."""
    return next(change for change in changes(MODULE, source) if change.after == after)


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder, but compiled ones."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_comparisons_words_and_constants_are_changed_and_what_is_only_read_is_not() -> None:
    assert {(change.line, change.after) for change in changes(MODULE, SOURCE)} == {
        (3, 'MOST: "int" = 10'),
        (7, "def counts(number: int, least: int = 2) -> bool:"),
        (9, "return number > least and number < 4"),
        (9, "return number >= least and number <= 4"),
        (9, "return number >= least and number < 5"),
        (9, "return number >= least or number < 4"),
    }


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("    yield finding('x', what='y')", ["yield from ()", "yield finding('x~', what='y')"]),
        ("    return not number", ["return number"]),
        ("    return max(number, 3)", ["return max(number, 4)", "return min(number, 3)"]),
        ("    return number * 7 in (number,)", ["number * 7 not in", "number * 8 in", "number // 7 in"]),
        (
            "    return (number is None) == False",
            ["None) == True", "not None) == False", "None) != False"],
        ),
        ("    age: Annotated[int, Field(ge=1, description='x')] = 'a b'", ["Field(ge=2, description='x')"]),
        ("    row('{id}', wording('{name}', ('as_', 1, 'late'), of=wording('x'))), rows('{id}')", ["rows('{id}~')"]),
    ],
)
def test_each_kind_of_change(line: str, after: list[str]) -> None:
    found = changes(MODULE, f"def rule(number):\n{line}\n")
    assert len(found) == len(after)
    assert all(any(part in change.after for change in found) for part in after)


def test_every_change_is_of_one_line_and_is_code() -> None:
    for change in changes(MODULE, SOURCE):
        before, after = SOURCE.split("\n"), change.source.split("\n")
        assert [place for place, line in enumerate(before, 1) if line != after[place - 1]] == [change.line]
        compile(change.source, MODULE, "exec")


def test_a_change_that_a_test_forbids_is_noticed_and_another_is_not(root: Path) -> None:
    before, copy = files_of(root), copied(root)
    assert copy.notices(one("return number > least and number < 4")) == f"{own_test(MODULE)}::test_bounds"
    assert copy.notices(one('MOST: "int" = 10')) == ""
    # one after the other, within a second, of the same length: none is mistaken for the one before
    assert copy.notices(one("return number >= least and number <= 4")).endswith("test_bounds")
    assert copy.notices(one("return number >= least and number < 5")).endswith("test_bounds")
    assert files_of(root) == before


def test_a_module_that_cannot_be_imported_is_noticed(root: Path) -> None:
    source = SOURCE.replace("MOST: ", "assert 1 < 2\nMOST: ")
    checkout(root, source=source)
    assert copied(root).notices(one("assert 2 < 2", source))


def test_a_module_that_cannot_be_imported_is_noticed_however_long_its_tests_take(root: Path) -> None:
    source = SOURCE.replace("MOST: ", "assert 1 < 2\nMOST: ")
    test = "import time\n\nfrom govtool.domain.money.coin import MOST\n\ndef test_end():\n    time.sleep(60)\n"
    checkout(root, test, source=source)
    assert Copy(root, root.parent / "slow", Runs(), seconds=5).notices(one("assert 2 < 2", source))


def test_a_test_that_fails_without_the_change_says_nothing(root: Path) -> None:
    checkout(root, "def test_broken():\n    assert False\n\n" + TEST)
    copy = copied(root)
    assert copy.notices(one('MOST: "int" = 10')) == ""
    assert copy.notices(one("return number > least and number < 4")).endswith("test_bounds")


def test_a_test_beside_the_file_of_the_module_s_name_is_asked_too_unless_only_that_file_is(root: Path) -> None:
    (root / own_test(MODULE)).rename(root / "tests/test_other.py")
    change = one("return number > least and number < 4")
    assert copied(root).notices(change) == "tests/test_other.py::test_bounds"
    assert Copy(root, root.parent / "own", Runs(), only_own=True).notices(change) == ""


def test_a_module_without_tests_is_not_noticed(root: Path) -> None:
    (root / own_test(MODULE)).unlink()
    assert copied(root).notices(one("return number > least and number < 4")) == ""


def test_a_change_that_hangs_is_noticed_and_tests_that_take_too_long_notice_nothing(root: Path) -> None:
    hang = "from govtool.domain.money.coin import MOST\n\ndef test_end():\n    while MOST != 9:\n        pass\n"
    checkout(root, hang)
    assert copied(root, 5).notices(one('MOST: "int" = 10')) == "time ran out"
    slow = checkout(root.parent / "slow", "import time\n\ndef test_end():\n    time.sleep(60)\n")
    assert Copy(slow, root.parent / "other", Runs(), 2).notices(one('MOST: "int" = 10')) == ""


def test_the_same_lines_are_chosen_for_the_same_seed_and_each_line_once(root: Path) -> None:
    assert chosen(root, 2, 1) == chosen(root, 2, 1)
    assert {change.line for change in chosen(root, 200)} == {3, 7, 9} and len(chosen(root, 200)) == 3
    before = chosen(root, 1, 1)[0]
    (root / MODULE).write_text(SOURCE.replace('MOST: "int"', '\n\nMOST: "int"'))
    after = chosen(root, 1, 1)[0]
    assert (after.line, after.before, after.after) == (before.line + 2, before.before, before.after)
    (root / MODULE).write_text(SOURCE)
    assert len({chosen(root, 1, seed)[0].line for seed in range(20)}) == 3
    assert chosen(root, module="coin") == changes(MODULE, SOURCE) and len(chosen(root, 2, module="coin")) == 2
    with pytest.raises(LookupError):
        chosen(root, module="kinds")


def test_of_this_checkout_every_module_of_rules_has_lines_and_tables_have_none() -> None:
    places = rule_modules(ROOT)
    assert "govtool/core/tally.py" in places and "govtool/domain/people/key.py" in places
    assert not {"govtool/domain/kinds.py", "govtool/core/code.py", "govtool/core/__init__.py"} & set(places)
    assert len(chosen(ROOT)) == 200 == len({(change.path, change.line) for change in chosen(ROOT)})


def test_the_file_of_the_module_s_name_is_run_first_and_then_those_that_import_it() -> None:
    found = files_testing(ROOT, "govtool/domain/constitution/guard.py")
    assert found[0] == "tests/rules/constitution/test_guard.py" and "tests/laws/test_guard_law.py" in found
    assert "tests/rules/clerk/test_guard.py" not in found and len(found) == len(set(found))


def test_the_tests_over_all_kinds_are_of_each_module_that_has_one() -> None:
    assert OVER_THE_TABLE[1] in files_testing(ROOT, "govtool/domain/work/timesheet.py")
    assert OVER_THE_TABLE[1] not in files_testing(ROOT, "govtool/domain/work/approver.py")


def test_what_goes_on_in_a_further_file_bears_the_module_s_name_too() -> None:
    wage = own_tests(ROOT, "govtool/domain/work/wage.py")
    assert wage[:2] == ["tests/rules/work/test_wage.py", "tests/rules/work/test_wage_owed.py"]
    assert "tests/rules/books/test_ledger_payout.py" not in own_tests(ROOT, "govtool/domain/books/ledger.py")


def test_of_a_file_the_tests_without_a_repository_are_run_first(root: Path) -> None:
    slow = "def test_slow(tmp_path):\n    assert counts(1)\n\ndef test_quick():\n    assert counts(1)\n"
    checkout(root, f"from govtool.domain.money.coin import counts\n\n{slow}")
    plugin = root / QUICK_FIRST
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes((ROOT / QUICK_FIRST).read_bytes())
    assert copied(root).notices(one("return number > least and number < 4")).endswith("::test_quick")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--module", "coin"], 1, "6 lines changed, 1 not noticed, 0 of them in "),
        (["--seed", "6", "--count", "1"], 0, "1 lines changed, 0 not noticed, 0 of them in "),
    ],
)
def test_too_many_survivors_are_a_failure(
    root: Path, arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / own_test(MODULE)).write_text(TEST + "    assert MOST == 9 or True\n", "utf-8")
    before = files_of(root)
    assert main(arguments, root) == status
    shown = capsys.readouterr().out
    assert said in shown and (f"{MODULE}:3: " in shown) == bool(status)
    assert files_of(root) == before


def test_one_survivor_in_a_guarded_module_is_a_failure(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "".join(f"    assert number > {-number}\n" for number in range(1, 3))
    (root / MODULE).rename(root / "govtool/domain/money/payout.py")
    (root / "govtool/domain/money/payout.py").write_text(f"def counts(number):\n{lines}", "utf-8")
    assert main(["--count", "1"], root) == 1
    assert "1 not noticed, 1 of them in " in capsys.readouterr().out


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_leaves_neither_a_file_nor_a_process(tmp_path: Path, ending: signal.Signals) -> None:
    test = "import time\n\ndef test_end():\n    open('begun', 'w').close()\n    time.sleep(600)\n"
    root = checkout(tmp_path / "checkout", test)
    before, place = files_of(root), tmp_path / "place"
    place.mkdir()
    program = (
        "import pathlib, runpy, signal, sys, tests.world.place as place\n"
        # a shell lets a job in the background ignore SIGINT, and whatever the job starts too
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "place.ROOT = pathlib.Path(sys.argv.pop())\n"
        "runpy.run_module('tests.mutate', run_name='__main__')\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program, "--module", "coin", str(root)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(place)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: run.poll() is not None or any(place.rglob("begun")))
        assert run.poll() is None
        run.send_signal(ending)
        assert run.wait(60) != 0
    finally:
        run.kill()
        run.wait()
    assert list(place.iterdir()) == [] and files_of(root) == before
    assert not working_in(place)


def until(holds: Callable[[], bool]) -> None:
    """Waits, a minute at most, until something holds."""
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()


def working_in(folder: Path) -> list[str]:
    """The processes that work in a folder, on a system that tells."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = str((process / "cwd").readlink())
        except OSError:
            continue
        if where.startswith(str(folder)):
            found.append(process.name)
    return found
