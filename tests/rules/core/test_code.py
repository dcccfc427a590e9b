"""The table of codes holds what the program says, and nothing else."""

from __future__ import annotations

import importlib
from pathlib import Path

import govtool
from govtool.core.code import TABLE, advice_of, sentence_of
from govtool.core.finding import finding
from govtool.errors import GovtoolError, Refused, SystemTrouble

SOURCE = Path(govtool.__file__).parent
SOURCES = [path for path in SOURCE.rglob("*.py") if path.name != "code.py"]


def test_every_code_is_given_somewhere() -> None:
    program = "".join(path.read_text() for path in SOURCES)
    assert [code for code in TABLE if f'"{code}"' not in program] == []


def test_every_code_says_what_is_wrong_and_what_to_do_next() -> None:
    for code, row in TABLE.items():
        assert row.verdicts and set(row.verdicts) <= {"REFUSE", "VOID", "FAIL", "WARN", "STOP"}, code
        assert sentence_of(finding(code)) and advice_of(finding(code)), code


def test_every_kind_of_error_has_its_code_in_the_table() -> None:
    for path in SOURCES:
        importlib.import_module(".".join(("govtool", *path.relative_to(SOURCE).with_suffix("").parts)))
    kinds = [GovtoolError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert len(kinds) > 15 and SystemTrouble in kinds
    own = {kind: kind.code for kind in kinds if not issubclass(kind, Refused)}
    assert {kind.__name__: code for kind, code in own.items() if code not in TABLE} == {}


def test_a_value_that_is_missing_prints_as_a_question_mark() -> None:
    assert "?" in sentence_of(finding("unknown_member"))
