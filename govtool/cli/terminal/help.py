"""`govtool help`: the help of a command or of a group of commands, on every level.

It imports only the commands that it explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from govtool.cli.terminal.commands import FEDERATION, GROUPS, TOPICS, Command, command_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _offered(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The groups and the commands that begin so."""
    from click.shell_completion import CompletionItem

    above = ctx.parent
    inner = above.command.list_commands(above) if above is not None and isinstance(above.command, click.Group) else []
    topics = [*TOPICS, "all"] if above is not None and above.parent is None else []
    return [CompletionItem(name) for name in (*topics, *inner) if name.startswith(incomplete)]


@click.command("help", epilog="Example: govtool help money; govtool help treasury income")
@click.argument("words", nargs=-1, metavar="[GROUP|COMMAND]...", shell_complete=_offered)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Explain a command, or a group of commands.

    The groups are day, people, money, look, setup, prove, machinery and federation. `all` lists every command.
    """
    above = ctx.parent or ctx
    if above.parent is None and len(words) == 1 and (words[0] == "all" or _is_topic(words[0])):
        formatter = above.make_formatter()
        for title, commands in GROUPS.items():
            if words[0] == "all" or title == TOPICS[words[0]][0]:
                section(formatter, title, commands)
        click.echo(formatter.getvalue().lstrip("\n").rstrip())
        return
    for word in words:
        if not isinstance(above.command, click.Group):
            raise click.UsageError(f"{above.command_path} has no command {word!r}", above)
        name, found, _ = above.command.resolve_command(above, [word])
        assert found is not None
        above = click.Context(found, info_name=name, parent=above)
    click.echo(above.get_help())


def _is_topic(word: str) -> bool:
    """Whether a word means a group of the first help. A command of that name comes first."""
    return word in TOPICS and command_of(word) is None


def section(formatter: click.HelpFormatter, title: str, commands: tuple[Command, ...]) -> None:
    """Writes a group of commands with their summaries."""
    with formatter.section(title):
        formatter.write_dl([(command.name, command.told) for command in commands])


def write_first(formatter: click.HelpFormatter, first: tuple[str, ...]) -> None:
    """Writes what a member needs, and how to find the rest. Only a federation's own pages name its commands."""
    section(formatter, "Commands", tuple(found for name in first if (found := command_of(name)) is not None))
    with formatter.section("More commands, by group"):
        told = {topic: words for topic, (title, words) in TOPICS.items() if title != FEDERATION}
        told["all"] = "every command"
        formatter.write_dl([(f"help {topic}", words) for topic, words in told.items()])
