"""Options of the two actions with a computed field: amendments of the bylaws, and changed files."""

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
            help="Set this place of the bylaws to a value (YAML). govtool adds the present value itself.",
        ),
        click.Option(["--unset", "unsets"], multiple=True, metavar="PATH", help="Remove this place of the bylaws."),
        click.Option(["--edit"], is_flag=True, help="Change the bylaws in your editor ($EDITOR) instead."),
        click.Option(["--edit-from", "edit_from"], metavar="FILE", help="Like --edit, but begin with this text."),
    ]


def by_editor(typed: Mapping[str, Any]) -> bool:
    """Whether the editor makes the amendment. Raises UsageError if options give it as well."""
    is_so = bool(typed.get("edit") or typed.get("edit_from"))
    if is_so and (typed["sets"] or typed["unsets"]):
        raise UsageError("either --edit, or --set and --unset", "govtool propose amend-bylaws --edit")
    return is_so


def file_options() -> list[click.Parameter]:
    """`--file`, `--delete` and `--from-branch`."""
    return [
        click.Option(["--file", "paths"], multiple=True, metavar="PATH", help="A file as it is in your folder now."),
        click.Option(["--delete", "deletes"], multiple=True, metavar="PATH", help="A file to delete."),
        click.Option(
            ["--from-branch", "revision"], metavar="REV", help="Everything that a branch of yours changes since main."
        ),
    ]


def special_value(
    desk: Desk, name: str, typed: Mapping[str, Any], folder: Path, changed: dict[str, Content | None]
) -> list[dict[str, object]]:
    """The computed field of an action. Adds the files that it brings to `changed`. Raises UsageError."""
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
            say(f"(left out, because they are unprotected: {', '.join(found.free[:5])})", error=True)
    for path in typed["paths"]:
        file = (folder / path).resolve()
        changed[in_repository(desk, file)] = Content(read_file(file), bool(file.stat().st_mode & 0o100))
    for path in typed["deletes"]:
        changed[in_repository(desk, (folder / path).resolve())] = None
    if not changed:
        raise UsageError("say which files are to change", "govtool propose change-files --file PATH")
    return file_changes(desk.book.state, changed)


def in_repository(desk: Desk, file: Path) -> str:
    """A file's path from the repository's top. Raises UsageError if it is elsewhere."""
    top = desk.git.work_folder
    if top is None or not file.is_relative_to(top.resolve()):
        raise UsageError(f"{file} is not inside this repository", "name a file below the repository's top folder")
    return file.relative_to(top.resolve()).as_posix()
