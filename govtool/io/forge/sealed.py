"""A secret as GitHub takes it: sealed for one environment, so that only GitHub's own private key opens it.

Promises: what comes out holds the text nowhere in the clear, and differs each time. It keeps no key and sends nothing.
"""

from __future__ import annotations

import base64
import binascii

from govtool.io.forge.answer import ForgeError


def sealed(public_key: str, text: str) -> str:
    """A text in libsodium's sealed box for a public key, both in base64. Raises ForgeError where that is no key."""
    from nacl.exceptions import CryptoError
    from nacl.public import PublicKey, SealedBox

    try:
        key = PublicKey(base64.b64decode(public_key, validate=True))
        return base64.b64encode(SealedBox(key).encrypt(text.encode())).decode("ascii")
    except (binascii.Error, CryptoError, TypeError, ValueError) as error:
        raise ForgeError(
            0, "the Git host gave no key to encrypt a secret with", "run again; nothing was sent"
        ) from error
