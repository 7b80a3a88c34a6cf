"""What the benchmarks share: the program, git with everything pinned, and temporary folders."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

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


def measured(command, limit=None, **more):
    """What a program writes, how it ends, and what it costs: CPU seconds, seconds, kilobytes.

    After `limit` seconds it is stopped with all that it started, and its end is None.
    """
    start = time.monotonic()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=clean_environment(), start_new_session=True, **more)
        cpu, is_stopped = 0, False
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG if limit else 0)
            if ended:
                break
            if time.monotonic() - start > limit:
                # What it started in turn is not counted by the system before it ends.
                cpu, is_stopped = session_cpu(process.pid), True
                os.killpg(process.pid, signal.SIGKILL)
                _, status, used = os.wait4(process.pid, 0)
                break
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        output.seek(0)
        errors.seek(0)
        cost = (max(cpu, used.ru_utime + used.ru_stime), seconds, used.ru_maxrss)
        return output.read(), errors.read(), None if is_stopped else process.returncode, cost


def session_cpu(leader):
    """CPU seconds of the programs that run in a session, and of those that they waited for."""
    ticks = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        # From the state on: the session is the fourth, the times are the twelfth to fifteenth.
        if int(fields[3]) == leader:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def extract(folder, tree):
    """Writes the files of HEAD that are there: some objects may be missing in a repository that was fetched in part."""
    git = ["git", "-C", folder]
    listing = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=True).stdout
    batch = subprocess.Popen([*git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"GIT_NO_LAZY_FETCH": "1"})
    for line in listing.split(b"\0"):
        head, _, path = line.partition(b"\t")
        if not path or head.split()[0] not in (b"100644", b"100755"):
            continue
        batch.stdin.write(head.split()[2] + b"\n")
        batch.stdin.flush()
        answer = batch.stdout.readline().split()
        if len(answer) != 3:
            continue
        data = batch.stdout.read(int(answer[2]))
        batch.stdout.read(1)
        place = os.path.join(tree.encode(), path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(data)
    batch.stdin.close()
    batch.wait()


class Workspace:
    """A temporary folder, removed at the end, on the disk that $TMPDIR names."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="steward-benchmark-")
        self.empty = self.subfolder("empty")
        return self

    def __exit__(self, *_):
        # Python's own removal goes down a folder by calling itself, and some benchmarks make folders in folders without end.
        subprocess.run(["rm", "-rf", self.folder], check=False)

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
