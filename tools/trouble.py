"""Turns what uv and pip say when they fail into a sentence and a remedy."""

from __future__ import annotations

import re
from typing import NamedTuple


class SetupError(Exception):
    """The set-up cannot go on.

    Attributes:
        problem: what is wrong, one sentence.
        mend: what to do about it.
    """

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.mend = mend


class Cause(NamedTuple):
    """A known way to fail: what the tool's words look like, what it means, what helps."""

    signs: str
    problem: str
    mend: str


INDEX_MEND = (
    "Look at the network and at the proxy settings (HTTPS_PROXY). If this machine reaches "
    "packages only through a mirror, name it: UV_DEFAULT_INDEX=<address>/simple make …"
)

# The first that fits wins, so the more exact ones stand first: a full disk and a refused
# certificate also end in "failed to fetch".
CAUSES = (
    Cause(
        r"no space left on device|os error 28\b|errno 28\b|disk quota exceeded",
        "The disk is full.",
        "Make room (about 1 GB to run, 1.5 GB with the development tools), then run it again; "
        "it goes on where it stopped.",
    ),
    Cause(
        r"hash mismatch|do not match the hashes",
        "A package is not the one that the lock file names: its hash differs. "
        "Nothing of it was installed.",
        "Run it again; if it stays, a mirror or proxy hands out changed files. Do not work "
        "around this check: tell the people who run the mirror, or use another one.",
    ),
    Cause(
        r"invalid peer certificate|certificate_verify_failed|unknownissuer|certificate verify",
        "The package index shows a certificate that this machine does not trust.",
        "Behind a proxy that inspects traffic, set SSL_CERT_FILE to its certificate file.",
    ),
    Cause(
        r"dns error|failed to lookup|name resolution|name or service not known|getaddrinfo",
        "No network: the name of the package index cannot be looked up.",
        INDEX_MEND,
    ),
    Cause(
        r"unauthorized|forbidden|proxy authentication|http error 40[137]",
        "The package index or a proxy refuses this machine.",
        "Look at user name and password in the index or proxy address that is set.",
    ),
    Cause(
        r"connection (refused|reset|aborted|broken)|timed? ?out|unreachable|cannot connect|"
        r"error sending request|failed to establish",
        "The package index cannot be reached.",
        INDEX_MEND,
    ),
    Cause(
        r"not found in the package registry|no matching distribution|there (is|are) no versions?|"
        r"404 not found",
        "The package index does not have a package that is needed.",
        "A mirror may be incomplete or old; use another one: UV_DEFAULT_INDEX=<address>/simple",
    ),
    Cause(
        r"failed to build|error: command '.*(gcc|cc)'",
        "A package has no ready-made file for this machine, and building it failed (see above).",
        "Known to work: Linux with glibc on x86_64 and aarch64. Elsewhere a compiler and "
        "Python's headers may help: apt-get install gcc python3-dev",
    ),
    Cause(
        r"permission denied|read-only file system",
        "A file or folder cannot be written.",
        "Look at who owns this folder and the cache folder (uv cache dir).",
    ),
)


def explain(output: str, doing: str) -> SetupError:
    """Return the error that fits what a tool said.

    Args:
        output: everything it wrote, colours and line breaks of a terminal included.
        doing: what was being done, for a failure that nobody foresaw.
    """
    words = _plain(output)
    for cause in CAUSES:
        if re.search(cause.signs, words, re.IGNORECASE):
            return SetupError(cause.problem, cause.mend)
    last = words[-300:] or "(nothing was said)"
    return SetupError(f"{doing} failed: {last}", "If this does not tell, run it again.")


def _plain(output: str) -> str:
    """Undo colours, frames and the line breaks that a narrow terminal forces."""
    without_colours = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", output)
    return " ".join(re.sub(r"[│├╰╭─▶×]", " ", without_colours).split())
