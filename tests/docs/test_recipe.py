"""The recipes of CONTRIBUTING.md work as they stand: followed in a copy, they give a co-operative that lends tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.world.place import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

HEADER = """
from pathlib import Path

import pytest
from govtool.domain.work.tool import Tool
from tests.world.coop import Coop
from tests.world.laptop import Laptop


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    return Coop.found(tmp_path / "coop")


"""


class Copy:
    """A copy of the package, of the template and of the simulator, changed as the recipes say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        for name in ("govtool", "registry", "schemas"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for name in ("__init__.py", "conftest.py"):
            (folder / "tests").mkdir(exist_ok=True)
            shutil.copyfile(ROOT / "tests" / name, folder / "tests" / name)
        for part in ("world", "data", "rules", "laws"):
            shutil.copytree(ROOT / "tests" / part, folder / "tests" / part, ignore=ignored)
        shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")

    def runs(self, *arguments: str) -> str:
        """Runs python in the copy, with nothing of the checkout before it."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def edits(self, name: str, mark: str, *lines: str) -> None:
        """Puts lines into a file, after the one line that begins with a mark."""
        path = self.folder / name
        old = path.read_text(encoding="utf-8").split("\n")
        at = next(number for number, line in enumerate(old) if line.startswith(mark))
        path.write_text("\n".join([*old[: at + 1], *lines, *old[at + 1 :]]), encoding="utf-8")

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.folder / name).read_text(encoding="utf-8")


def blocks(heading: str, language: str) -> list[str]:
    """The code of a section."""
    section = TEXT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [code for found, code in BLOCK.findall(section) if found == language]


def one(found: Iterable[str], begins: str) -> str:
    """The only block that begins so."""
    (block,) = [block for block in found if block.startswith(begins)]
    return block


KIND, STATEMENT = blocks("Recipe: a kind of record with an action", "python"), blocks("Recipe: a statement", "python")
RULE, EXAMPLE = blocks("Recipe: a kind of record with an action", "yaml")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy(tmp_path_factory.mktemp("copy"))
    imports, _, statement = one(STATEMENT, "from govtool.domain.decisions.statement").partition("\n\n\n")
    module = one(KIND, '"""A tool').replace("\n\n\nclass Tool", f"\n{imports}\n\n\nclass Tool", 1)
    (made.folder / "govtool/domain/work/tool.py").write_text(f"{module}\n\n{statement}")
    imported, line = one(STATEMENT, "from govtool.domain.work.tool").rstrip("\n").split("\n")
    made.edits("govtool/domain/kinds.py", "from govtool.domain.constitution.team", imported)
    made.edits("govtool/domain/kinds.py", "KINDS: ", line)
    made.edits("registry/bylaws.yaml", "decisions:", *(f"  {row}" for row in RULE.rstrip("\n").split("\n")))
    (made.folder / "govtool/cli/work/giveback.py").write_text(one(STATEMENT, '"""`govtool giveback`'))
    golden = re.search(r"`(tests/data/golden/records/[^`]+)`", TEXT)
    assert golden is not None
    (made.folder / golden[1]).parent.mkdir()
    (made.folder / golden[1]).write_text(EXAMPLE, encoding="utf-8")
    row = re.search(r"`(Command\(\"giveback\", [^`]*\))`", TEXT)
    assert row is not None
    made.edits("govtool/cli/terminal/commands.py", '        Command("withdraw"', f"        {row[1]},")
    return made


def test_the_action_is_offered_with_the_meaning_of_its_fields(copy: Copy) -> None:
    assert "lend-tool" in copy.runs("-m", "govtool.cli.main", "propose", "--help")
    said = copy.runs("-m", "govtool.cli.main", "propose", "lend-tool", "--help")
    assert "Lends a tool to a person." in said and "Who is to have it, by id." in said
    assert "giveback" in copy.runs("-m", "govtool.cli.main", "help", "all")


def test_its_schemas_and_its_pages_are_written(copy: Copy) -> None:
    kinds = copy.runs("-m", "govtool.cli.main", "schema").split()
    assert {"tool", "action-lend-tool", "statement-return-tool"} <= set(kinds)
    copy.runs("-m", "govtool.cli.machinery.generate")
    page = copy.read("docs/reference/format/work.md")
    assert "\n### lend-tool\n" in page and "\n### return-tool\n" in page
    section = page.split("\n## tool\n", 1)[1].split("\n## ", 1)[0]
    assert "who has it, by id |" in section
    assert f"`registry/tools/drill.yaml`:\n\n```yaml\n{EXAMPLE}```" in section
    assert "## govtool propose lend-tool" in copy.read("docs/reference/commands/your-day.md")
    assert "lend-tool" in copy.read("schemas/proposal.json")


def test_the_tests_over_the_table_take_it_with_its_golden_file(copy: Copy) -> None:
    tests = ("tests/laws/test_golden.py", "tests/laws/test_what_kinds_say.py", "tests/rules/lifecycle/test_schema.py")
    copy.runs("-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "--rootdir", str(copy.folder), *tests)


def test_it_is_voted_on_enacted_stated_and_audited(copy: Copy) -> None:
    story = copy.folder / "tests" / "test_tool.py"
    told = "\n\n".join(block for block in KIND + STATEMENT if block.startswith("def test_"))
    story.write_text(HEADER.lstrip("\n") + told, encoding="utf-8")
    said = copy.runs(
        "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "--rootdir", str(copy.folder), str(story)
    )
    assert "100%" in said
    place = copy.runs("-c", "import govtool.domain.work.tool as tool; print(tool.__file__)").strip()
    assert Path(place).is_relative_to(copy.folder)


def test_the_code_of_the_recipes_is_in_our_style(copy: Copy) -> None:
    written = ("govtool/domain/work/tool.py", "govtool/cli/work/giveback.py")
    copy.runs("-m", "ruff", "check", "--no-cache", *written)
    copy.runs("-m", "ruff", "format", "--no-cache", "--check", *written)
    # as `make format` does
    copy.runs("-m", "ruff", "check", "--no-cache", "--quiet", "--fix", ".")
    copy.runs("-m", "ruff", "format", "--no-cache", "--quiet", ".")
    kinds = copy.read("govtool/domain/kinds.py")
    assert "\n    Tool,\n    LendTool,\n    ReturnTool,\n" in kinds


def test_the_first_line_of_the_table_is_enough_without_the_statement() -> None:
    imported, line = one(KIND, "from govtool.domain.work.tool").rstrip("\n").split("\n")
    assert imported == "from govtool.domain.work.tool import LendTool, Tool" and line.split() == ["Tool,", "LendTool,"]
