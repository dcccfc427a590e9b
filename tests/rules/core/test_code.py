"""The table of codes holds what the program says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import govtool
from govtool.core.code import TABLE, advice_of, sentence_of
from govtool.core.finding import finding

SOURCES = [path for path in Path(govtool.__file__).parent.rglob("*.py") if path.name != "code.py"]


def test_every_code_is_given_somewhere() -> None:
    program = "".join(path.read_text() for path in SOURCES)
    assert [code for code in TABLE if f'"{code}"' not in program] == []


def test_every_code_says_what_is_wrong_and_what_to_do_next() -> None:
    for code, row in TABLE.items():
        assert row.verdicts and set(row.verdicts) <= {"REFUSE", "VOID", "FAIL", "WARN"}, code
        assert sentence_of(finding(code)) and advice_of(finding(code)), code


def test_a_value_that_is_missing_prints_as_a_question_mark() -> None:
    assert "?" in sentence_of(finding("unknown_member"))
