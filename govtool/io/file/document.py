"""The door to salted documents: texts about people, kept by this computer's user outside of every repository.

A document is a file of its own, readable by its owner only, under the digest that the registry cites. It is never
committed, and erasing it here erases this user's copy for good.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from govtool.core.ids import Digest, digest_of, is_digest
from govtool.errors import GovtoolError, UsageError
from govtool.io.file.regular import MAX_FILE, read_regular

ENDING = ".document"


def new_salt(size: int) -> bytes:
    """Random bytes that nobody can guess."""
    return secrets.token_bytes(size)


def default_folder() -> Path:
    """The folder of the documents, in the user's folder for data. Raises GovtoolError if the user has no folder."""
    base = os.environ.get("XDG_DATA_HOME")
    try:
        return (Path(base) if base else Path.home() / ".local" / "share") / "govtool" / "documents"
    except RuntimeError as error:
        raise GovtoolError("this user has no home folder to keep documents in", "set HOME or XDG_DATA_HOME") from error


class DocumentStore:
    """The documents of this computer's user."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def path_of(self, digest: Digest) -> Path:
        """The path of the document with a digest, whether it is there or not."""
        return self.folder / (digest.removeprefix("sha256:") + ENDING)

    def put(self, file: bytes) -> Path:
        """Keeps a document. Raises GovtoolError where it cannot be written."""
        path = self.path_of(digest_of(file))
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside = path.with_suffix(".new")
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
                handle.write(file)
            aside.replace(path)
        except OSError as error:
            raise GovtoolError(f"{path} cannot be written: {error.strerror}", "set XDG_DATA_HOME") from error
        return path

    def get(self, digest: Digest) -> bytes | None:
        """The file of a document, None where it is not here. Raises GovtoolError where it cannot be read."""
        path = self.path_of(digest)
        try:
            return read_regular(path, MAX_FILE)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise GovtoolError(f"{path} cannot be read: {error.strerror}", "look at who may read it") from error

    def digests(self) -> Iterator[Digest]:
        """The digests under which documents lie here, sorted."""
        if self.folder.is_dir():
            for path in sorted(self.folder.glob(f"*{ENDING}")):
                yield "sha256:" + path.name.removesuffix(ENDING)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes files below a folder; what was there at their paths is replaced. Raises GovtoolError where it cannot."""
    try:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    except OSError as error:
        raise GovtoolError(f"{folder} cannot be written: {error.strerror}", "name another folder") from None


def paper_digest(text: str, folder: Path) -> Digest:
    """The digest of a document: as typed, or computed from the bytes of a file. Raises UsageError.

    Nothing of the file enters the repository. Later anybody can compare the digest with the file.
    """
    return text if is_digest(text) else digest_of(read_file(folder / text))


def read_file(path: Path, *, most: int = MAX_FILE) -> bytes:
    """The bytes of a file that a person named. Raises UsageError if it cannot be read, or is larger."""
    try:
        return read_regular(path.expanduser(), most)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "name a file that is there") from error
