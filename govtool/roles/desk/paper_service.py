"""A paper as it would be if it were signed now, so that it can be judged before any key is touched."""

from __future__ import annotations

from govtool.core.canonical import emit
from govtool.core.evidence import Paper, Signer
from govtool.core.finding import finding
from govtool.core.ids import CommitId, digest_of
from govtool.core.record import Record
from govtool.errors import Refused
from govtool.io.file.yamlfile import load
from govtool.roles.desk.desk import Desk


def encoded(record: Record, path: str) -> bytes:
    """The bytes of a record's file. Raises Refused where somebody typed what no file may hold."""
    try:
        return emit(record.data())
    except ValueError as error:
        raise Refused([finding("text", path, what=str(error))]) from error


def sign_paper(desk: Desk, paper: Paper, trailer: str, title: str) -> CommitId:
    """Signs a paper that was judged: a commit that adds its file to the parent that it was judged on."""
    place = desk.book.layout.place(paper.path)
    return desk.sign_file(paper.parents[0], place, paper.data or b"", trailer, title)


def unsigned_paper(desk: Desk, record: Record, path: str, parent: CommitId, trailer: str) -> Paper:
    """The evidence that a record of mine will be at a path, on a parent, once I have signed it. Raises Refused where
    its file would be refused.
    """
    data = encoded(record, path)
    key, digest = desk.key.public_key, digest_of(data)
    return Paper(
        commit="",
        parents=(parent,),
        signer=Signer(key.base64, key.fingerprint),
        trailers={trailer: digest},
        path=path,
        data=data,
        digest=digest,
        value=load(data, path).value,
    )
