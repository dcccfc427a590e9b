"""The paper that a person signs for an organisation that wants to join a federation."""

from __future__ import annotations

from collections.abc import Mapping

from govtool.core.canonical import emit
from govtool.core.ids import MemberId
from govtool.core.state import State
from govtool.core.typed_name import new_id
from govtool.domain.constitution.organization import PublicKey
from govtool.domain.federation.admission import AdmitAffiliate
from govtool.domain.federation.person import NewPerson, person_message
from govtool.errors import UsageError
from govtool.io.signature.signing import prove_possession
from govtool.roles.decisions.action_sheet import filled
from govtool.roles.desk.desk import Desk


def admission_in(state: State, value: object, name: str) -> AdmitAffiliate:
    """The admission in a file: a proposal that asks for one, or its fields alone. Raises UsageError, Refused."""
    fields = value if isinstance(value, Mapping) else {}
    actions = fields.get("actions", [{"action": AdmitAffiliate.kind, **fields}])
    found = [each for each in actions or () if isinstance(each, Mapping) and each.get("action") == AdmitAffiliate.kind]
    if len(found) != 1:
        raise UsageError(f"{name} asks for {len(found)} admissions of an affiliate, not one", "govtool propose --help")
    return AdmitAffiliate.read(filled(state, AdmitAffiliate, found[0]), name)


def signed_admission(desk: Desk, action: AdmitAffiliate, person: MemberId, name: str) -> bytes:
    """The row of a person for an admission, signed by the key with which git signs here. Raises UsageError."""
    person = new_id(person)
    signer = desk.key
    key = PublicKey.read({"type": signer.public_key.type, "blob": signer.public_key.base64})
    message = person_message(desk.book.genesis, person, action.id, key, action.decision)
    return emit(NewPerson(person=person, name=name, key=key, proof=prove_possession(signer, message)).data())
