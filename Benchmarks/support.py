"""What the benchmarks share: the program, git with everything pinned, and temporary folders."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

# The refs that `steward collect` leaves out unless its configuration says otherwise.
EXCLUDED_REFS = [
    "refs/pull", "refs/pull-requests", "refs/merge-requests", "refs/stash", "refs/notes", "refs/changes",
    "refs/replace", "refs/keep-around", "refs/environments", "refs/pipelines",
]

# Whatever else a machine or a repository configures would change git's numbers.
SETTINGS = [
    "core.quotePath=false", "core.attributesFile=/dev/null", "core.commitGraph=false", "core.fsmonitor=false",
    "core.hooksPath=/dev/null", "diff.algorithm=myers", "diff.context=3", "diff.renames=false",
    "i18n.logOutputEncoding=UTF-8", "log.showSignature=false", "mailmap.blob=HEAD:.mailmap", "mailmap.file=",
    "safe.directory=*",
]


def program():
    """The program to measure: $STEWARD, or the optimised build of this checkout."""
    checkout = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.environ.get("STEWARD", os.path.join(checkout, ".build", "release", "steward"))
    if not os.access(path, os.X_OK):
        sys.exit(f"{path} is no program. Build it with `swift build -c release`, or name one in the variable STEWARD.")
    return path


def clean_environment():
    """The environment without what would configure git or Steward."""
    kept = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("GIT_", "STEWARD", "LC_")) and name not in ("LANG", "LANGUAGE")
    }
    return kept | {"LC_ALL": "C"}


class Git:
    """Git on one repository, read as a bare one: neither a working tree nor an index has a say."""

    def __init__(self, repository, empty_folder):
        inner = os.path.join(repository, ".git")
        self.folder = os.path.abspath(inner if os.path.exists(inner) else repository)
        self.empty = empty_folder
        self.environment = clean_environment() | {
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0",
            "GIT_INDEX_FILE": os.path.join(empty_folder, "no-index"),
        }

    def command(self, *arguments):
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        place = [f"--git-dir={self.folder}", f"--work-tree={self.empty}"]
        return ["git", "--no-pager", *place, *settings, *arguments]

    def run(self, *arguments, input=b"", check=True):
        done = subprocess.run(
            self.command(*arguments), input=input, capture_output=True, env=self.environment, cwd=self.empty)
        if check and done.returncode != 0:
            sys.exit(f"git {arguments[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
        return done

    def text(self, *arguments, **more):
        return readable(self.run(*arguments, **more).stdout)


def every_ref():
    """Options that make git walk from every ref that Steward reads."""
    patterns = [pattern for ref in EXCLUDED_REFS for pattern in (ref, ref + "/*")]
    return [f"--exclude={pattern}" for pattern in patterns] + ["--all"]


def readable(data):
    """Text as Steward reads it: UTF-8, or Latin-1 when it is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


class Workspace:
    """A temporary folder, removed at the end, on the disk that $TMPDIR names."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="steward-benchmark-")
        self.empty = self.subfolder("empty")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def subfolder(self, name):
        os.makedirs(self.path(name))
        return self.path(name)


def collect_command(data, repository):
    # The folder is the working directory too, so that no steward.yml of the caller is read.
    return [program(), "--data-folder", data, "--quiet", "collect", os.path.abspath(repository)]


def database(data):
    return sqlite3.connect(f"file:{os.path.join(data, 'steward.sqlite')}?mode=ro", uri=True)
