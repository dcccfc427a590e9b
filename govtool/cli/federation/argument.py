"""The argument AFFILIATE of the commands of a federation."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

import click

from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.bylaws import has_kind
from govtool.roles.desk.desk import Desk
from govtool.roles.desk.lookup import affiliate_by_id

T = TypeVar("T")


def affiliate_argument(function: Callable[..., T]) -> Callable[..., T]:
    """Adds the argument: the id of an affiliate, or a part that only its id or name has. The function gets the id."""

    @functools.wraps(function)
    def run(desk: Desk, affiliate: str, **typed: object) -> T:
        return function(desk, affiliate=affiliate_typed(desk, affiliate), **typed)

    return click.argument("affiliate")(run)


def affiliate_typed(desk: Desk, text: str) -> str:
    """The id of the affiliate that a person means. Raises UsageError.

    A co-operative has no affiliates. The statement about one is then refused, and its error says why.
    """
    state = desk.book.state
    return affiliate_by_id(state, text).id if has_kind(state, Affiliate) else text
