"""`govtool completion`: completes commands, proposals and choices in a shell.

While a shell completes, nothing is fetched, verified, written or said: what cannot be known quickly is not offered.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, get_completion_class

if TYPE_CHECKING:
    from govtool.core.state import State
    from govtool.domain.decisions.docket import DocketEntry

VARIABLE = "_GOVTOOL_COMPLETE"
"""The variable by which a shell asks the program itself."""
CHOICES = ("for", "against", "abstain", "block")
_LONGEST_HELP = 60

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


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
    script = made.source_template % made.source_vars()
    # click's own script for fish cuts a description at its first comma
    click.echo(script.replace('string split "," ', 'string split --max 1 "," '))


def offer_forms(command: click.Command) -> None:
    """Makes a shell offer, for each parameter of a command, what its help says that a person can type there: files,
    people, proposals, or one of some words.
    """
    for parameter in command.params:
        offered = _of_form(parameter.metavar or parameter.human_readable_name.upper())
        offers_itself = isinstance(parameter.type, click.Path | click.Choice)
        if offered is not None and not offers_itself and parameter.nargs in (1, -1):
            parameter.type = _Offered(parameter.type, offered)


class _Offered(click.ParamType[Any]):
    """A type whose values a shell is offered by a function."""

    def __init__(self, inner: click.ParamType[Any], offered: Completer) -> None:
        self.name, self._inner, self._offered = inner.name, inner, offered

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """As the type does itself."""
        return self._inner.convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The values that the function gives."""
        return self._offered(ctx, param, incomplete)


def _of_form(form: str) -> Completer | None:
    """The completer for a form as help spells it: FILE|DIGEST, PERSON, yes|no. None if there is none."""
    if re.fullmatch(r"[a-z][a-z-]*(\|[a-z][a-z-]*)+", form):
        return partial(_words, form.split("|"))
    names = set(re.findall("[A-Z]+", form))
    return next((offered for known, offered in _FORMS.items() if names & set(known.split())), None)


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shell itself looks for files."""
    return [CompletionItem(incomplete, type="file")]


def folders(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shell itself looks for folders."""
    return [CompletionItem(incomplete, type="dir")]


def _words(
    words: Sequence[str], ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


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


_FORMS: dict[str, Completer] = {
    "FILE KEY KEYFILE": files,
    "DIR": folders,
    "PERSON MEMBER WHO CANDIDATE": people,
    "PROPOSAL SLUG": open_proposals,
}
"""The words in the form of a parameter, and what is offered for it."""
