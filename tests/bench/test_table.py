"""The table of the bench: what a goal means, what is compared, and what the page says. Nothing here is timed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.groups import GROUPS, ROWS
from bench.page import PAGE, drawing, federation, renewed, run_of, table
from bench.table import About, Result, Row, differences, line, number, read, verdict, written

ABOUT = About(quick=True, cores=2, bare_ns=70_000)
MOST = Row("a", "an audit", "bare", 3)
LEAST = Row("b", "against git", "×", 60, at_least=True)


@pytest.mark.parametrize(
    ("row", "samples", "expected"),
    [
        (MOST, [2, 3, 4], "met"),
        (MOST, [3, 4, 5], "close"),
        (MOST, [3.1, 4, 5], "MISSED"),
        (LEAST, [59, 60, 61], "met"),
        (LEAST, [50, 55, 60], "close"),
        (LEAST, [50, 55, 59.9], "MISSED"),
        (replace(MOST, goal=None), [1_000], ""),
    ],
)
def test_a_goal_is_missed_only_if_every_round_misses_it(row: Row, samples: list[float], expected: str) -> None:
    assert verdict(row, Result.of(samples)) == expected


def test_a_line_says_figure_spread_goal_and_verdict() -> None:
    told = line(MOST, Result.of([3.1, 12, 500]))
    assert " ".join(told.split()) == "an audit 12.0 bare 3.10 to 500 ≤ 3 bare MISSED"
    shown = ["0.12", "9.99", "12.3", "100.0", "123", "54,321"]
    assert [number(value) for value in (0.123, 9.994, 12.34, 99.96, 123.4, 54321)] == shown


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    results = {"a": Result.of([1, 2, 4], {"1 person": 1.5})}
    (tmp_path / "results.json").write_text(written(results, ABOUT), "utf-8")
    assert read(tmp_path / "results.json") == (results, ABOUT)


def test_a_row_is_slower_only_if_the_spreads_do_not_touch() -> None:
    before = {"a": Result.of([2, 3, 4]), "b": Result.of([50, 60, 70]), "gone": Result.of([1])}
    for most, least, words in (
        ([5, 6], [71, 80], ["slower", "quicker"]),
        ([4, 6], [70, 80], ["as before", "as before"]),
        ([1, 1.5], [20, 49], ["quicker", "slower"]),
    ):
        now = {"a": Result.of(most), "b": Result.of(least)}
        assert [told.rpartition("now")[2].strip() for told in differences([MOST, LEAST], before, now)] == words


def test_every_row_has_a_name_of_its_own() -> None:
    names = [row.name for group in GROUPS for row in group.rows]
    assert len(names) == len(set(names)) == len(ROWS)
    assert len({group.name for group in GROUPS}) == len(GROUPS)


def test_an_unknown_row_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit-midle"])
    assert "no row or group audit-midle" in (said := capsys.readouterr().err) and "audit-middle-one-core" in said


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_has_a_place_for_every_part() -> None:
    parts = dict.fromkeys(("run", "table", "drawing", "federation"), "new")
    text = PAGE.read_text("utf-8")
    once = renewed(text, parts)
    assert once.count("\nnew\n") == 4 and renewed(once, parts) == once
    with pytest.raises(ValueError, match="no part between"):
        renewed(text, {"missing": ""})


def test_only_what_lies_between_the_comments_of_a_page_is_written_again() -> None:
    page = "a\n<!-- bench: run -->\nold\n<!-- bench ends -->\nb\n"
    assert renewed(page, {"run": "new"}) == "a\n<!-- bench: run -->\n\nnew\n\n<!-- bench ends -->\nb\n"


def test_the_page_shows_rows_with_their_spread_and_what_grows() -> None:
    results = {"audit-since": Result.of([5, 7, 9], {"after 20": 4, "after 200": 8}), "start-help": Result.of([2])}
    assert table(results).splitlines()[2:] == [
        "| `start-help` | `--help`, against a Python that does nothing | 2.00 × | 2.00 to 2.00 | ≤ 2.5 × | met |",
        "| `audit-since` | going on after a decision of 50, a ballot | 7.00 bare | 5.00 to 9.00 | ≤ 6 bare | close |",
    ]
    bars = drawing(results).splitlines()
    assert [bar.count("█") for bar in bars] == [0, 0, 20, 40, 0] and bars[3].endswith("8.00")
    assert "quick run" in run_of(ABOUT) and "whole run" in run_of(replace(ABOUT, quick=False))


def test_a_federation_costs_its_ballots_times_the_figures() -> None:
    names = ("size-middle", "audit-since", "audit-middle-one-core", "audit-memory-mb")
    results = {name: Result.of([value]) for name, value in zip(names, (1_000, 5, 6, 150), strict=True)}
    told = federation(results, About(quick=False, cores=2, bare_ns=100_000))
    # 200,000 ballots a year
    assert "| 200 MB |" in told and "| 100 s of processor time |" in told and "| 20.0 min of processor time |" in told
    assert federation({}, ABOUT).startswith("This needs the rows `size-middle`")
