"""Searches invented repositories, more and more of them, and tells whether time and memory grow as their number does.

Of N repositories each has 20 files of 40 to 90 lines and is a department of its own. Twelve files are its own; three stand with small changes in
one, two and three others; two are the same file in every tenth repository; two are one of 50 skeletons that a generator wrote, with a changed name,
so that their fingerprints are in very many repositories; one is a test. Every README has 60 words. git objects are written here, as
N times git would take longer than the search.
"""

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import zlib

from support import Workspace, measured, program

# A search of twice as many may take so many times as long: more than twice is what sorting costs, and a noisy machine.
MOST_GROWTH = 3.0
# Megabytes for any number of repositories up to 10,000.
MOST_MEMORY = 512


def code(seed, lines):
    """Python that nobody else has."""
    chance = random.Random(seed)
    names = [f"{chance.choice('abcdefgh')}{chance.randrange(10**6)}" for _ in range(8)]
    text = []
    for number in range(lines // 5):
        a, b, c = chance.sample(names, 3)
        text += [f"def {a}_{number}({b}, {c}):", f"    {a} = {chance.randrange(10**6)}", f"    for {c} in {b}[{chance.randrange(99)}:{a}]:",
                 f"        {a} += {b}.{chance.choice(names)}({c}) * {chance.randrange(10**6)}", f"    return {a} - {chance.randrange(10**6)}"]
    return text


def files(number):
    """The files of a repository, by path."""
    found = {}
    for place in range(12):
        found[f"src/own_{place}.py"] = code(f"own {number} {place}", 40 + (number + place) % 50)
    for place in range(3):
        # Two, three and four repositories have nearly the same.
        family = number // (2 + place)
        text = code(f"family {family} {place}", 60)
        text[number % 5] = f"value_{number} = {number}"
        found[f"src/shared_{place}.py"] = text
    for place in range(2):
        found[f"src/tenth_{place}.py"] = code(f"tenth {number % 10} {place}", 80)
        text = code(f"skeleton {number % 50} {place}", 90)
        text[0] = f"def service_{number}(a, b):"
        found[f"src/skeleton_{place}.py"] = text
    found["tests/test_own.py"] = code(f"test {number}", 40)
    chance = random.Random(f"words {number}")
    letters = str.maketrans("0123456789", "abcdefghij")
    found["README.md"] = [" ".join(f"word{int(chance.paretovariate(0.6)) % 20000}x".translate(letters) for _ in range(60))]
    return found


class Objects:
    def __init__(self, folder):
        self.folder = folder

    def add(self, kind, data):
        full = f"{kind} {len(data)}".encode() + b"\0" + data
        name = hashlib.sha1(full).hexdigest()
        place = os.path.join(self.folder, "objects", name[:2])
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, name[2:]), "wb") as file:
            file.write(zlib.compress(full, 1))
        return name

    def tree(self, entries):
        entries = sorted(entries, key=lambda entry: entry[1])
        return self.add("tree", b"".join(mode + b" " + name.encode() + b"\0" + bytes.fromhex(object) for mode, name, object in entries))


def repository(folder, contents):
    """A bare repository with one commit."""
    os.makedirs(os.path.join(folder, "refs", "heads"))
    objects = Objects(folder)
    trees, top = {}, []
    for path, lines in contents.items():
        name = objects.add("blob", "\n".join(lines).encode() + b"\n")
        parent, _, leaf = path.rpartition("/")
        (trees.setdefault(parent, []) if parent else top).append((b"100644", leaf, name))
    top += [(b"40000", name, objects.tree(entries)) for name, entries in trees.items()]
    who = "Ada Hill <ada@office.example> 1767225600 +0000"
    commit = objects.add("commit", f"tree {objects.tree(top)}\nauthor {who}\ncommitter {who}\n\nFiles\n".encode())
    config = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    for name, text in (("HEAD", "ref: refs/heads/main\n"), ("refs/heads/main", commit + "\n"), ("config", config)):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)


class Ledger:
    """Projects and repositories, written as the office keeps them: adding each by the program would take longer than the search."""

    def __init__(self, data, store):
        self.store = store
        self.options = ["--data-folder", data, "--quiet"] + (["--database", store] if store else [])
        self.data = data

    def steward(self, *words):
        output, errors, status, cost = measured([program(), *self.options, *words], cwd=self.data)
        if status != 0:
            raise SystemExit(f"steward {' '.join(words)} ended with {status}: {errors.decode(errors='replace')[-800:]}")
        return output.decode(), cost

    def run(self, statements):
        if self.store:
            command = ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", self.store]
            subprocess.run(command, input="\n".join(["BEGIN;", *statements, "COMMIT;"]).encode(), check=True, stdout=subprocess.DEVNULL)
            return
        connection = sqlite3.connect(os.path.join(self.data, "steward.sqlite"))
        connection.executescript("BEGIN;\n" + "\n".join(statements) + "\nCOMMIT;")
        connection.close()

    def add(self, first, last, folders):
        statements = []
        for number in range(first, last):
            # Numbers that the office has not taken yet, and never will in this run.
            key = 1_000_000 + number
            project, place = f"({key}, 'p{number}', 'P {number}', 0)", f"({key}, {key}, 'git', '{folders}/{number}', 0)"
            statements.append(f"INSERT INTO projects (id, slug, title, recorded_at) VALUES {project};")
            statements.append(f"INSERT INTO repositories (id, project_id, kind, location, recorded_at) VALUES {place};")
        self.run(statements)


def run(total, store):
    failures = []
    with Workspace() as workspace:
        data, folders = workspace.subfolder("data"), workspace.subfolder("repositories")
        ledger = Ledger(data, store)
        ledger.steward("project", "list")
        steps = [total // 8, total // 4, total // 2, total]
        done, first = 0, None
        for step in steps:
            for number in range(done, step):
                repository(os.path.join(folders, str(number)), files(number))
            ledger.add(done, step, folders)
            _, (cpu, seconds, memory) = ledger.steward("reuse", "find")
            _, (again, elapsed, held) = ledger.steward("reuse", "find")
            megabytes = held / 1024
            new = f"{step - done} of them new: {cpu:.1f} CPU s, {seconds:.1f} s, {memory / 1024:.0f} MiB"
            print(f"{step} repositories, {new}; nothing new: {again:.1f} CPU s, {elapsed:.1f} s, {megabytes:.0f} MiB", flush=True)
            if first and again / first > MOST_GROWTH:
                failures.append(f"{step} repositories take {again / first:.1f} times the time of {step // 2}")
            if max(memory / 1024, megabytes) > MOST_MEMORY:
                failures.append(f"{step} repositories take {max(memory / 1024, megabytes):.0f} MiB")
            done, first = step, again
        listed, _ = ledger.steward("reuse", "list", "--limit", "1")
        print(listed.strip())
        if not store:
            print(f"the database has {os.path.getsize(os.path.join(data, 'steward.sqlite')) / 1e6:.0f} MB")
        shutil.rmtree(folders)
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0
