"""Gives a person a key to sign with, and git the setting for it. An existing key or setting is never overwritten.

A person who signs commits with OpenPGP goes on doing so: then the key is set for govtool alone.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path

from govtool.core.finding import finding
from govtool.errors import GovtoolError, Refused
from govtool.io.git.git import Git
from govtool.io.git.process import run_git
from govtool.io.signature.keygen import make_key
from govtool.io.signature.signature import SshKeys
from govtool.io.signature.signing import KeygenKey, SigningKey
from govtool.roles.desk.signing_key import signing_key

OWN_NAME = "govtool_ed25519"


@dataclass(frozen=True)
class Setup:
    """The result of setting a key up: the key, its file (none if git's own setting named it already), and what was
    done.
    """

    key: SigningKey
    file: Path | None
    was_made: bool
    keeps_openpgp: bool


def set_up(git: Git | None, file: Path | None, *, everywhere: bool, ask_passphrase: bool) -> Setup:
    """The key that govtool signs with from now on: the one that is set already, `file`, the one in the person's .ssh
    folder, or a new one. Raises GovtoolError, Refused.
    """
    if git is not None and file is None:
        found = _usable(git)
        if found is not None:
            return Setup(found, None, was_made=False, keeps_openpgp=False)
    path, was_made = (file.expanduser(), False) if file else _own_key(ask_passphrase)
    key = KeygenKey(path)
    problem = SshKeys().registrable(key.public_key.type, key.public_key.base64)
    if problem is not None:
        raise Refused([finding(problem.code, what=f"{path}: {problem.values.get('what', '')}")])
    keeps, line = _signs_with_openpgp(git), str(path.resolve())
    _write(git, {"govtool.signingKey": line} if keeps else {"gpg.format": "ssh", "user.signingKey": line}, everywhere)
    return Setup(key, path, was_made=was_made, keeps_openpgp=keeps)


def _usable(git: Git) -> SigningKey | None:
    try:
        return signing_key(git)
    except GovtoolError:
        return None


def _own_key(ask_passphrase: bool) -> tuple[Path, bool]:
    """The person's own key: one that is in .ssh already, or a new one under a name of its own."""
    folder = Path.home() / ".ssh"
    for name in (OWN_NAME, "id_ed25519"):
        if (folder / f"{name}.pub").is_file() and (folder / name).is_file():
            return folder / name, False
    make_key(folder / OWN_NAME, _user(), ask_passphrase=ask_passphrase)
    return folder / OWN_NAME, True


def _user() -> str:
    """The name of the user, for the comment of a key; in a container the user may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "govtool"


def free_name(*, recovery: bool) -> Path:
    """The path of a further key in the person's .ssh folder, under a name that is free."""
    base = Path.home() / ".ssh" / (f"{OWN_NAME}_recovery" if recovery else OWN_NAME)
    names = [base, *(Path(f"{base}_{number}") for number in range(2, 1000))]
    return next(path for path in names if not path.exists() and not Path(f"{path}.pub").exists())


def _signs_with_openpgp(git: Git | None) -> bool:
    if git is None:
        return False
    kind = (git.setting("gpg.format") or "openpgp").lower()
    return kind != "ssh" and bool(git.setting("user.signingKey") or git.settings.is_on("commit.gpgSign"))


def _write(git: Git | None, names: dict[str, str], everywhere: bool) -> None:
    for name, value in names.items():
        if git is not None and not everywhere:
            git.set_setting(name, value)
            continue
        done = run_git(["config", "--global", name, value], git.folder if git else Path.home())
        if done.returncode != 0:
            raise GovtoolError(f"git cannot set {name}: {done.stderr.strip()}", f"git config --global {name} {value}")
