"""No field of a federation's kinds is an address: nothing that an affiliate writes says where to fetch something."""

from __future__ import annotations

from collections.abc import Iterator

from govtool.roles.minutes.registry import NEWEST

ADDRESSES = ("url", "uri", "host", "remote", "address", "link")


def fields_in(schema: object) -> Iterator[str]:
    """The names of all fields in a schema, and in the tables inside it."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from fields_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from fields_in(part)


def test_no_field_of_a_federation_is_an_address() -> None:
    """So clerk and audit have nothing to connect to, whatever an affiliate says; G31 tries it with hostile names."""
    kinds = [kind for kind in NEWEST.kinds if kind.for_federation]
    named = {name for kind in kinds for name in fields_in(kind.model_json_schema())}
    assert len(kinds) > 20 and {"genesis", "mandates", "proof"} <= named
    assert not [name for name in named if any(word in name for word in ADDRESSES)]
