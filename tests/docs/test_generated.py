"""The generated schemas and pages are those that the code gives, and say what they should."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from govtool import errors
from govtool.cli.machinery.generate import main, texts
from govtool.cli.terminal.commands import GROUPS
from govtool.core.code import TABLE
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.limit import Limits, Periods
from govtool.io.git.template import template_files
from govtool.roles.lifecycle.founding_plan import read_bylaws
from govtool.roles.lifecycle.schema import ACTIONS, KINDS, MODELS, STATEMENTS, schema
from govtool.roles.reference.field_help import SHARED
from tests.world.place import ROOT


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    return texts(ROOT)


def test_what_lies_in_the_checkout_is_what_the_code_gives(made: Mapping[str, str]) -> None:
    stale = [name for name, text in made.items() if not _is(ROOT / name, text)]
    assert not stale, "run: make docs"
    known = {Path(name).name for name in made if name.startswith("schemas/")}
    assert {path.name for path in (ROOT / "schemas").glob("*.json")} == known
    pages = {path for folder in ("commands", "format") for path in (ROOT / "docs" / "reference" / folder).iterdir()}
    assert {path.relative_to(ROOT).as_posix() for path in pages} == {name for name in made if name.count("/") == 3}


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def test_the_check_says_which_files_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--nonsense"], tmp_path) == 2
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "docs" / "reference" / "errors.md").write_text("x\n")
    capsys.readouterr()
    assert main(["--check"], tmp_path) == 10
    said = capsys.readouterr().err
    assert "docs/reference/errors.md is not what the code gives" in said and "make docs" in said


def test_every_code_is_in_the_catalogue(made: Mapping[str, str]) -> None:
    for code in TABLE:
        assert f"\n## {code}\n" in made["docs/reference/errors.md"]


def test_every_kind_action_and_statement_has_a_section_and_every_kind_an_example(made: Mapping[str, str]) -> None:
    pages = "\n## end\n".join(text for name, text in made.items() if name.startswith("docs/reference/format/"))
    index = made["docs/reference/format/README.md"]
    for kind in KINDS:
        section = pages.split(f"\n## {kind}\n", 1)[1].split("\n## ", 1)[0]
        assert "```yaml\n" in section and "| field |" in section and f"[{kind}](" in index, kind
    for kind in (*ACTIONS, *STATEMENTS):
        assert f"\n### {kind}\n" in pages and f"[{kind}](" in index, kind


def test_every_shared_meaning_is_of_fields_of_several_kinds() -> None:
    known: dict[str, set[str]] = {}
    for name in MODELS:
        made = schema(name)
        for model, inner in {**made.get("$defs", {}), name: made}.items():
            for field in inner.get("properties", {}):
                known.setdefault(field, set()).add(model)
    assert {field for field in SHARED if len(known[field]) < 2} == set()


def test_every_field_has_a_meaning(made: Mapping[str, str]) -> None:
    pages = [text for name, text in made.items() if name.startswith("docs/reference/format/")]
    rows = [line for page in pages for line in page.split("\n") if line.startswith("| `")]
    assert len(rows) > 200
    assert [row for row in rows if row.rstrip().endswith("|  |")] == []


def test_commands_are_shown_as_their_help_shows_them(made: Mapping[str, str]) -> None:
    for shown, name in (
        ("## govtool audit\n", "prove"),
        ("## govtool trust add\n", "prove"),
        ("## govtool owed\n", "hours-money"),
        ("Example: govtool take", "machinery"),
    ):
        assert shown in made[f"docs/reference/commands/{name}.md"]
    for title in GROUPS:
        assert f"- [{title}](" in made["docs/reference/commands/README.md"]


def test_every_exit_status_and_every_number_of_the_template_is_listed(made: Mapping[str, str]) -> None:
    page = made["docs/reference/numbers.md"]
    for name, status in vars(errors).items():
        assert not name.startswith("EXIT_") or f"\n| {status} | " in page, name
    for name in (*Periods.model_fields, *Limits.model_fields):
        assert f"\n| `{name}` | " in page, name
    bylaws = read_bylaws(template_files()[Bylaws.home.path()], Bylaws.home.path())
    assert [kind for kind in bylaws.decisions if f"`{kind}`" not in page] == []
    assert "| `amend-bylaws`, `change-clerk`, `set-passkey-origins` | two thirds | 14 days | 7 days |" in page
