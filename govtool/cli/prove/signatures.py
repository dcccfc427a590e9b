"""`govtool signatures`: who signed the commits of any repository."""

from __future__ import annotations

import click

from govtool.cli.terminal.context import desk_of, folder_of, json_option, now, progress
from govtool.cli.terminal.json import picked, print_json
from govtool.cli.terminal.render import say, table
from govtool.core.times import seconds_of
from govtool.errors import EXIT_OK
from govtool.io.git.git import Git
from govtool.roles.minutes.identity import claimed_genesis
from govtool.roles.people.allowed_signer import AllowedSigners
from govtool.roles.people.signature_list import (
    RegisteredSigners,
    Signature,
    Signers,
    commits_of,
    signatures,
    signers_file,
)


@click.command("signatures", epilog="Example: govtool signatures v1.0..main --allowed-signers signers.txt")
@click.argument("revisions", metavar="[RANGE]", default="HEAD")
@click.option(
    "--allowed-signers",
    metavar="FILE",
    help="Whose keys are whose, as git knows it. Without it: the file that git is set to use, or the registry.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, revisions: str, allowed_signers: str | None, as_json: bool) -> int:
    """List who signed the commits of RANGE (all before HEAD if you name none). Works in every repository.

    `good`: signed with a known key. `unknown-key`: validly signed, with the key of nobody known. `bad`: the signature
    is wrong. `unsupported`: not an SSH signature that can be verified here. `unsigned`: without a signature.
    """
    git = Git(folder_of(ctx))
    signers = _signers(ctx, git, allowed_signers)
    commits = commits_of(git, revisions)
    found: list[Signature] = []
    for done, signature in enumerate(signatures(git, commits, signers, seconds_of(now(quiet=as_json))), start=1):
        found.append(signature)
        if not as_json:
            progress(done, len(commits))
    if as_json:
        print_json([picked(each, "commit status signer key") for each in found])
    else:
        _tell(found)
    return EXIT_OK


def _signers(ctx: click.Context, git: Git, named: str | None) -> Signers:
    file = signers_file(git, named)
    if file is not None:
        return file
    head = git.ref("refs/remotes/origin/main") or git.ref("refs/heads/main")
    if head is None or claimed_genesis(git, head) is None:
        return AllowedSigners(())
    return RegisteredSigners(desk_of(ctx, fetch=False).book.state)


def _tell(found: list[Signature]) -> None:
    table([(s.commit[:12], s.status, s.signer or "", s.key or "", s.why) for s in found])
    counts = {status: sum(1 for s in found if s.status == status) for status in dict.fromkeys(s.status for s in found)}
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no commits"
    say(told, bold=True)
    if "unknown-key" in counts:
        say("  → say whose keys they are: govtool signatures --allowed-signers FILE")
