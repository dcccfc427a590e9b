"""Writes the generated files: the schemas, and the pages of formats, codes, commands and numbers.

`python -m govtool.cli.machinery.generate` writes them into the checkout that it is called in; with `--check` it only
says what differs. The same bytes come out on every machine. The examples of the page of formats are the golden files of
the checkout, in a folder with the layout of a repository.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import click

from govtool.cli.main import govtool, root_context
from govtool.cli.terminal.commands import GROUPS
from govtool.cli.terminal.render import say
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.constitution.membership import drawing
from govtool.errors import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE
from govtool.io.file.document import write_files
from govtool.io.git.template import template_files
from govtool.roles.lifecycle import schema
from govtool.roles.lifecycle.founding_plan import read_bylaws
from govtool.roles.reference.format_page import NOTE, error_page, format_pages
from govtool.roles.reference.numbers_page import numbers_page

WIDTH = 100
EXAMPLES = "tests/data/golden/records"
PAGE = "docs/reference/membership.md"
BEGIN = "<!-- made from the table in govtool/domain/constitution/membership.py: make docs -->"
END = "<!-- end of what is made -->"


@cache
def texts(root: Path) -> Mapping[str, str]:
    """Every generated file of a checkout, by its path. Made once: nothing that it is made from changes meanwhile."""
    made = {f"schemas/{name}": text for name, text in schema.files().items()}
    pages = {"format": format_pages(examples(root)), "commands": command_pages()}
    made |= {f"docs/reference/{folder}/{name}": text for folder, found in pages.items() for name, text in found.items()}
    made["docs/reference/errors.md"] = error_page()
    bylaws = Bylaws.home.path()
    made["docs/reference/numbers.md"] = numbers_page(read_bylaws(template_files()[bylaws], bylaws))
    return MappingProxyType(made)


def examples(root: Path) -> dict[str, bytes]:
    """The golden files of a checkout, in order, each by the path at which it would lie in a repository."""
    folder = root / EXAMPLES
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def drawn(root: Path) -> dict[str, str]:
    """The hand-written page with its drawing between two marks; nothing if the page is not there."""
    path = root / PAGE
    if not path.is_file():
        return {}
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return {PAGE: f"{before}{BEGIN}\n{drawing()}{END}{after}"}


def command_pages() -> dict[str, str]:
    """The reference of commands by file names, one page for each group, from the help that each command prints."""
    top = root_context()
    top.terminal_width = top.max_content_width = WIDTH
    index = [NOTE, "", "# Commands", "", "`govtool COMMAND --help` prints the same text.", ""]
    pages = {}
    for title, commands in GROUPS.items():
        name = f"{title.lower().replace(',', '').replace(' ', '-')}.md"
        links = (f"[{named.name}]({name}#govtool-{named.name})" for named in commands)
        index += [f"- [{title}]({name}): {', '.join(links)}"]
        lines = [NOTE, "", f"# Commands: {title}", "", "[All groups](README.md).", ""]
        for named in commands:
            command: click.Command = importlib.import_module(named.module).command
            for shown, text in _pages(command, click.Context(command, parent=top, info_name=named.name)):
                lines += [f"## {shown}", "", "```", text, "```", ""]
        pages[name] = "\n".join(lines)
    index += ["", "```", _help(govtool, top), "```", ""]
    return {"README.md": "\n".join(index), **pages}


def _pages(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, _help(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _pages(inner, click.Context(inner, parent=context, info_name=name))


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width = context.max_content_width = WIDTH
    return "\n".join(line.rstrip() for line in command.get_help(context).split("\n"))


def main(arguments: list[str], root: Path) -> int:
    """Writes the files below a folder, or with `--check` says which differ. Gives the exit status."""
    if arguments not in ([], ["--check"]):
        say("usage: python -m govtool.cli.machinery.generate [--check]", error=True)
        return EXIT_USAGE
    made = {**texts(root), **drawn(root)}
    if not arguments:
        write_files(root, made)
        say(f"wrote {len(made)} files")
        return EXIT_OK
    stale = schema.differing(root, made)
    for name in stale:
        say(f"{name} is not what the code gives", error=True, colour="red")
    if stale:
        say("  → make docs", error=True)
    return EXIT_FINDINGS if stale else EXIT_OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
