"""What the benchmarks of the pack reader share."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# The refs that `pack-numstat` walks from.
REFS = ["--branches", "--tags"]


def reader():
    """The reader to measure: $PACK_NUMSTAT, or the optimised build of this checkout."""
    checkout = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    path = os.environ.get("PACK_NUMSTAT", os.path.join(checkout, ".build", "release", "pack-numstat"))
    if not os.access(path, os.X_OK):
        sys.exit(
            f"{path} is no program. Build it with `swift build -c release --product pack-numstat`, or name one in the "
            "variable PACK_NUMSTAT.")
    return path


def local(repository, space):
    """A folder with the repository: the one that is named, or a fresh bare clone of the address."""
    if os.path.isdir(repository):
        return os.path.abspath(repository)
    if not re.match(r"[a-z+]+://", repository):
        sys.exit(f"{repository} is neither a folder nor an address.")
    target = space.path(name_of(repository) + ".git")
    subprocess.run(["git", "clone", "--quiet", "--bare", repository, target], check=True)
    return target


def name_of(repository):
    return os.path.basename(repository.rstrip("/")).removesuffix(".git")
