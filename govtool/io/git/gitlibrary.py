"""The library that reads repositories, loaded without the certificates of the system.

It would read them all when it is loaded, a twentieth of a short command. Nobody makes connections with it, because git
itself does everything over a network. The environment is left as it was.
"""

from __future__ import annotations

import os
import ssl

_FILE = "SSL_CERT_FILE"

_before = os.environ.get(_FILE)
if ssl.get_default_verify_paths().capath is not None:
    # The folder is enough for the library, which opens nothing in it; with neither of them it would not load.
    os.environ[_FILE] = ""
try:
    import pygit2 as pygit2
finally:
    if _before is not None:
        os.environ[_FILE] = _before
    else:
        os.environ.pop(_FILE, None)

# Every object is read once or kept by its reader. Without these bounds the library would keep objects of its own, and
# would show the system a whole pack as memory in use, which grows with history.
pygit2.settings.enable_caching(False)
pygit2.settings.mwindow_size = 1 << 20
pygit2.settings.mwindow_mapped_limit = 16 << 20

# git has judged the owner before, with settings that the library does not read: see `place`.
pygit2.settings.owner_validation = False
