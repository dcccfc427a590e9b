"""The ballots of large votes that this computer read already: for the screen, never for a verdict.

To read a ballot is to verify a signature and to look into a tree. Neither depends on the time, so what came out is kept
by commit id, in a file beside the pins, outside every repository. Whether a ballot counts is judged anew each time,
from the registry and the time. The audit, the clerk and the guard never look here.

A file that is damaged, cut, changed by anything else or of another version is read as if it were not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from govtool import __version__
from govtool.core.evidence import Paper, Signer
from govtool.core.ids import CommitId, Digest, digest_of
from govtool.domain.decisions.ballot import TRAILER
from govtool.io.file.atomic import replace_file
from govtool.io.file.regular import read_regular
from govtool.io.file.yamlfile import PERSON_LIMIT, load

LEAST = 200
"""The fewest ballots that are kept: fewer are read as quickly again."""
MOST_FILES = 20


class BallotMemory:
    """The ballots on one opening that were read here with these web pages of passkeys."""

    def __init__(self, folder: Path, opening: Digest, origins: tuple[str, ...]) -> None:
        self._path = folder / f"{opening.removeprefix('sha256:')}.json"
        self._head = {"version": __version__, "opening": opening, "origins": list(origins)}
        self._rows: dict[CommitId, list[str]] = {}

    def papers(self) -> Mapping[CommitId, Paper]:
        """Each ballot that was read, by its commit. Whether its parent is on main is not known any more."""
        try:
            seal, _, text = read_regular(self._path).decode().partition("\n")
            kept: Any = json.loads(text) if seal == digest_of(text.encode()) else None
            if kept is None or kept["head"] != self._head:
                return {}
            found = {commit: _paper(commit, *row) for commit, row in kept["ballots"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        self._rows = kept["ballots"]
        return found

    def learn(self, papers: Iterable[Paper]) -> None:
        """Keeps those of some papers in which nothing is wrong. A folder that cannot be written to costs time alone."""
        for paper in papers:
            if paper.problem is None and paper.signer.problem is None and paper.trailers.get(TRAILER) == paper.digest:
                row = [paper.parents[0], paper.signer.key, paper.signer.name, paper.path, paper.data.decode()]
                self._rows[paper.commit] = row
        text = json.dumps({"head": self._head, "ballots": self._rows})
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, f"{digest_of(text.encode())}\n{text}")
            files = sorted(self._path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
            for old in files[:-MOST_FILES]:
                old.unlink(missing_ok=True)
        except OSError:
            return


def _paper(commit: CommitId, parent: CommitId, key: str, name: str, path: str, text: str) -> Paper:
    data = text.encode()
    digest = digest_of(data)
    value = load(data, path, PERSON_LIMIT).value
    return Paper(commit, (parent,), Signer(key, name), {TRAILER: digest}, path, data, digest, value)
