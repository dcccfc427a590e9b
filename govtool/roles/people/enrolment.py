"""New people of a federation at a desk: the file in which they are listed, and what others see before they sign."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from govtool.core.sshsig import PublicKey as SshKey
from govtool.core.sshsig import SshFormatError
from govtool.domain.constitution.organization import PublicKey
from govtool.domain.federation.person import NewPerson
from govtool.io.file.yamlfile import PERSON_LIMIT
from govtool.io.git.store import read_rows


def _of_line(value: object) -> object:
    """A key as the registry has it, of the line of a `.pub` file."""
    if not isinstance(value, str):
        return value
    try:
        key = SshKey.parse(value.strip())
    except SshFormatError as error:
        raise PydanticCustomError("key", "is no public key: {what}", dict(error.finding.values)) from None
    return {"type": key.type, "blob": key.base64}


class Row(NewPerson):
    """A row of a file of new people; `key` can be the line of a `.pub` file."""

    key: Annotated[PublicKey, BeforeValidator(_of_line)]


def read_new_people(data: bytes, path: str) -> list[dict[str, object]]:
    """The new people of a file. Raises Refused with the line and column of what does not fit."""
    return [row.data() for row in read_rows(data, Row, path, "people: - person: ...", PERSON_LIMIT)]


def words_of(new: NewPerson) -> str:
    """A new person in words: id, name and the fingerprint of the key."""
    return f"{new.person} ({new.name}), key {SshKey.from_base64(new.key.type, new.key.blob).fingerprint}"
