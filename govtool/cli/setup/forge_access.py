"""The options that commands about a Git host share: the repository, the token, the co-operative.

Promises: a token comes from the environment or a file, never from the command line, where other people of the
computer could see it. It is never printed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from govtool.domain.constitution.organization import PublicKey, organization_of
from govtool.errors import GovtoolError, UsageError
from govtool.io.forge.github import PUBLIC_URL, GitHub
from govtool.io.git.git import Git
from govtool.io.signature.secret import read_secret
from govtool.io.signature.signing import MemoryKey
from govtool.roles.checkup.checkup_forge import FOLDER
from govtool.roles.desk.desk import Desk
from govtool.roles.forge.setting import Forge
from govtool.roles.forge.setup import repository_of, setup_of
from govtool.roles.lifecycle.initiation import CLERK_KEY, key_path

TOKEN = "GITHUB_TOKEN"
API_URL = "GITHUB_API_URL"

F = TypeVar("F", bound=Callable[..., Any])


def access_options(function: F) -> F:
    """The options for the repository and the token."""
    token_file = click.option(
        "--token-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=f"The file with the token of GitHub (default: {TOKEN}).",
    )
    repository = click.option(
        "--repository", metavar="OWNER/NAME", help="The repository on GitHub, if the remote's address does not say it."
    )
    return repository(token_file(function))


def token_of(file: Path | None) -> str | None:
    """The token, if there is one. Raises GovtoolError if the file cannot be read, UsageError if it is empty."""
    if file is None:
        return os.environ.get(TOKEN, "").strip() or None
    token = read_secret(file).strip()
    if not token:
        raise UsageError(f"{file} is empty", "put the token of GitHub into it, and nothing else")
    return token


def forge_of(desk: Desk, repository: str | None, token_file: Path | None) -> Forge | None:
    """The repository on GitHub of a desk's co-operative. None if its remote is elsewhere and none is named.

    It reads no private key. Raises GovtoolError.
    """
    name = repository or repository_of(desk.git.setting(f"remote.{desk.remote.name}.url") or "")
    if name is None:
        return None
    organization = organization_of(desk.book.state)
    return Forge(
        GitHub(os.environ.get(API_URL) or PUBLIC_URL, name, token_of(token_file)),
        setup_of(organization, desk.book.genesis, name),
        workflows_of(desk.git, desk.head),
        frozenset(key.blob for key in organization.clerk_keys),
    )


def with_clerk_key(forge: Forge, desk: Desk, file: Path | None) -> Forge:
    """The Git host with the clerk's private key, from a file or from this clone; unchanged if there is none.

    Raises GovtoolError if a named file has no key of the clerk.
    """
    path = file or key_path(desk.git, CLERK_KEY)
    if file is None and not path.exists():
        return forge
    organization = organization_of(desk.book.state)
    key = MemoryKey.load(read_secret(path)).public_key
    if not organization.is_clerk_key(key.base64):
        if file is None:
            return forge  # the key of a former clerk
        raise GovtoolError(f"{path} is no key of the clerk", "name the private key of the clerk: --clerk-key FILE")
    public = PublicKey.read({"type": key.type, "blob": key.base64}, str(path))
    made = setup_of(organization, desk.book.genesis, forge.setup.repository, public)
    return replace(forge, setup=made, private_key=lambda: read_secret(path))


def workflows_of(git: Git, head: str) -> Mapping[str, bytes]:
    """The workflow files of a commit by path."""
    files = git.files(git.loose_commit(head).tree, FOLDER.rstrip("/"))
    return {path: git.blob(entry.oid) for path, entry in files if path.endswith((".yml", ".yaml"))}


def reader_of(git: Git, head: str) -> Callable[[str], bytes | None]:
    """A function that reads the files of a commit."""
    tree = git.loose_commit(head).tree

    def read(path: str) -> bytes | None:
        entry = git.entry(tree, path)
        return None if entry is None or entry.is_tree else git.blob(entry.oid)

    return read
