"""Options of the two actions that are made from what is wanted: amendments of the bylaws, and changed files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from govtool.cli.terminal.field import yaml_value
from govtool.cli.terminal.render import say
from govtool.core.state import Content
from govtool.errors import UsageError
from govtool.io.file.document import read_file
from govtool.roles.decisions.action_sheet import bylaw_changes, file_changes
from govtool.roles.decisions.branch_change import branch_change
from govtool.roles.desk.desk import Desk


def amendment_options() -> list[click.Parameter]:
    """`--set PATH=VALUE` and `--unset PATH`, or the bylaws in the editor."""
    return [
        click.Option(
            ["--set", "sets"],
            multiple=True,
            metavar="PATH=VALUE",
            help="What is to stand at a place of the bylaws; the value is YAML. What stands there now is filled in.",
        ),
        click.Option(["--unset", "unsets"], multiple=True, metavar="PATH", help="What is to be taken away."),
        click.Option(["--edit"], is_flag=True, help="Change the bylaws in your editor ($EDITOR) instead."),
        click.Option(["--edit-from", "edit_from"], metavar="FILE", help="The same, with a text that you have already."),
    ]


def by_editor(typed: Mapping[str, Any]) -> bool:
    """Whether the amendment is to come out of the editor. Raises UsageError where it is said by options as well."""
    is_so = bool(typed.get("edit") or typed.get("edit_from"))
    if is_so and (typed["sets"] or typed["unsets"]):
        raise UsageError("either --edit, or --set and --unset", "govtool propose amend-bylaws --edit")
    return is_so


def file_options() -> list[click.Parameter]:
    """`--file`, `--delete` and `--from-branch`."""
    return [
        click.Option(["--file", "paths"], multiple=True, metavar="PATH", help="A file as it is in your folder now."),
        click.Option(["--delete", "deletes"], multiple=True, metavar="PATH", help="A file to take away."),
        click.Option(
            ["--from-branch", "revision"], metavar="REV", help="Everything that a branch of yours changes since main."
        ),
    ]


def special_value(
    desk: Desk, name: str, typed: Mapping[str, Any], folder: Path, changed: dict[str, Content | None]
) -> list[dict[str, object]]:
    """The one field of such an action; `changed` receives the files that it brings. Raises UsageError."""
    if name == "amend-bylaws":
        return _amendment(desk, typed)
    return _files(desk, typed, folder, changed)


def _amendment(desk: Desk, typed: Mapping[str, Any]) -> list[dict[str, object]]:
    wanted: list[tuple[str, object]] = []
    for item in typed["sets"]:
        path, separator, value = item.partition("=")
        if not separator:
            raise UsageError(f"{item!r} sets nothing", "write it as --set rules.ordinary.period=P14D")
        wanted.append((path.strip(), yaml_value(value, "set")))
    wanted += [(path.strip(), None) for path in typed["unsets"]]
    if not wanted:
        raise UsageError("say what is to change", "govtool propose amend-bylaws --set rules.ordinary.period=P14D")
    return bylaw_changes(desk.book.state, wanted)


def _files(
    desk: Desk, typed: Mapping[str, Any], folder: Path, changed: dict[str, Content | None]
) -> list[dict[str, object]]:
    if typed["revision"]:
        found = branch_change(desk, typed["revision"])
        changed.update(found.files)
        if found.free:
            say(f"(left out, since they are free: {', '.join(found.free[:5])})", error=True)
    for path in typed["paths"]:
        file = (folder / path).resolve()
        changed[in_repository(desk, file)] = Content(read_file(file), bool(file.stat().st_mode & 0o100))
    for path in typed["deletes"]:
        changed[in_repository(desk, (folder / path).resolve())] = None
    if not changed:
        raise UsageError("say which files are to change", "govtool propose change-files --file PATH")
    return file_changes(desk.book.state, changed)


def in_repository(desk: Desk, file: Path) -> str:
    """A file's path from the repository's top. Raises UsageError where it lies elsewhere."""
    top = desk.git.work_folder
    if top is None or not file.is_relative_to(top.resolve()):
        raise UsageError(f"{file} is not inside this repository", "name a file below the repository's top folder")
    return file.relative_to(top.resolve()).as_posix()
