"""Writes both lock files anew: ``python3 -m tools.lock [--upgrade]``.

The second one takes every version of the first, so that what is tested is what runs.
No address of a package index is written into them.
"""

from __future__ import annotations

import subprocess
import sys

from tools.bootstrap import DEV, PYTHON, ROOT, RUN, environment, say
from tools.get_uv import get_uv
from tools.trouble import SetupError

HOW = ("--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", PYTHON)


def main(arguments: list[str]) -> int:
    """Resolve ``pyproject.toml``; further arguments go to uv."""
    try:
        uv = get_uv(ROOT, say)
    except SetupError as error:
        say(f"stopped. {error.problem} {error.mend}")
        return 1
    for kind, group in ((RUN, []), (DEV, ["--group", "dev", "-c", RUN.lock])):
        say(f"writing {kind.lock}")
        command = [uv, "pip", "compile", "--quiet", "pyproject.toml", *group, *HOW]
        done = subprocess.run(
            [*command, *arguments, "-o", kind.lock], cwd=ROOT, env=environment(), check=False
        )
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
