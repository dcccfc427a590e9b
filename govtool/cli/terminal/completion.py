"""`govtool completion`: completes commands, proposals and choices in a shell.

While a shell completes, nothing is fetched, verified, written or said: what cannot be known quickly is not offered.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

if TYPE_CHECKING:
    from govtool.core.state import State
    from govtool.domain.decisions.docket import DocketEntry

VARIABLE = "_GOVTOOL_COMPLETE"
"""The variable by which a shell asks the program itself."""
CHOICES = ("for", "against", "abstain", "block")
_LONGEST_HELP = 60


@click.command(
    "completion", epilog="Example: govtool completion bash > ~/.local/share/bash-completion/completions/govtool"
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, proposals and choices in your shell.

    bash: the line below; zsh: into a file _govtool in a folder of $fpath; fish: into
    ~/.config/fish/completions/govtool.fish. It works in the next shell that is opened.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"nothing is known of {shell}", ctx)
    made = kind(ctx.find_root().command, {}, "govtool", VARIABLE)
    click.echo(made.source_template % made.source_vars())


def open_proposals(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The open proposals that begin with what was typed."""
    return _proposals(ctx, incomplete, closed=False)


def all_proposals(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The open proposals, and the last that were closed, that begin with what was typed."""
    return _proposals(ctx, incomplete, closed=True)


def people(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The people whose id begins with what was typed, each with the name."""
    with contextlib.suppress(Exception):
        from govtool.roles.desk.suggestion import people_near

        found = people_near(_folder(ctx), incomplete.lower())
        return [CompletionItem(member.id, help=_plain(member.name)) for member in found]
    return []


def things(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The proposals and people that `show` can show."""
    return all_proposals(ctx, parameter, incomplete) + people(ctx, parameter, incomplete)


def state_for(ctx: click.Context) -> State | None:
    """The state that a completion may look into; None if there is none, or if it is broken."""
    with contextlib.suppress(Exception):
        from govtool.roles.desk.suggestion import state_near

        return state_near(_folder(ctx))
    return None


def choices(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The choices that the proposal typed before knows; of options the next one, behind a comma or `=`."""
    known: tuple[str, ...] = CHOICES[:3]
    done = ""
    # A completion that fails must print nothing: it would write into the line that the person types.
    with contextlib.suppress(Exception):
        from govtool.core.typed_name import number_of

        typed = str(ctx.params.get("proposal") or "")
        for entry in _entries(ctx, closed=False):
            if entry.number == number_of(typed) or entry.slug == typed.strip().lower():
                blocks = any(entry.terms(asked).blocks is not None for asked in entry.asked)
                known = CHOICES if blocks else known
                if entry.options:
                    done = re.match(".*[,=]|", incomplete, re.DOTALL)[0]  # type: ignore[index]
                    names = (*(option.option for option in entry.options), *(["none"] if done else ["none", "abstain"]))
                    known = tuple(name for name in names if name not in re.split("[,=]", done))
    return [CompletionItem(done + name) for name in known if name.startswith(incomplete[len(done) :].lower())]


def _proposals(ctx: click.Context, incomplete: str, *, closed: bool) -> list[CompletionItem]:
    with contextlib.suppress(Exception):
        found = []
        for entry in _entries(ctx, closed=closed):
            number = entry.number if incomplete.startswith("0") else str(int(entry.number))
            names = [name for name in (number, entry.slug) if name.startswith(incomplete)]
            found += [CompletionItem(name, help=_plain(entry.title)) for name in names]
        return found
    return []


def _entries(ctx: click.Context, *, closed: bool) -> list[DocketEntry]:
    from govtool.roles.desk.suggestion import proposals_near

    return list(proposals_near(_folder(ctx), closed=closed))


def _folder(ctx: click.Context) -> Path:
    """The folder to work in, as `-C` named it."""
    return Path(str(ctx.find_root().params.get("folder") or "."))


def _plain(text: str) -> str:
    """A text of others on one line and short: a shell shows it as it is."""
    plain = "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
    return plain if len(plain) <= _LONGEST_HELP else plain[: _LONGEST_HELP - 1] + "…"
