"""Ledgers of accounts for the benchmarks of people: made by Steward, filled with accounts from here."""

import json
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import clean_environment, program  # noqa: E402


class LedgerFile:
    def __init__(self, folder, configuration=""):
        self.folder = folder
        self.path = os.path.join(folder, "steward.sqlite")
        self.configuration = os.path.join(folder, "steward.yml")
        with open(self.configuration, "w") as file:
            file.write(configuration)
        self.run("operation", "list", "--quiet")

    def run(self, *arguments):
        """Runs Steward; returns its output, the seconds it took and its largest size in megabytes."""
        began = time.monotonic()
        process = subprocess.Popen(
            [program(), *arguments, "--data-folder", self.folder, "--database", self.path, "--config", self.configuration],
            stdout=subprocess.PIPE, env=clean_environment() | {"USER": "benchmark"}, cwd=self.folder)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"steward {' '.join(arguments)} ended with {process.returncode}")
        return output.decode(), time.monotonic() - began, usage.ru_maxrss / 1024

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--json")[0])

    def add(self, accounts):
        """Adds accounts: source, spelling, name, address, and at a forge the user name."""
        with sqlite3.connect(self.path) as database:
            last = database.execute("SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = 'accounts'").fetchone()[0]
            rows, profiles = [], []
            for number, (source, spelling, name, email, login) in enumerate(accounts, start=last + 1):
                key = email.lower() if "@" in email.strip("@") else ""
                rows.append((number, source, spelling, name, email, key, 0))
                if login is not None:
                    profiles.append((number, 1, login, login.lower(), 0, 0, 0))
            database.executemany(
                "INSERT INTO accounts (id, source, spelling, name, email, email_key, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            database.executemany(
                "INSERT INTO account_profiles (account_id, version, login, login_key, bot, observed_at, recorded_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)", profiles)
            database.execute(
                "INSERT INTO counters (name, value) VALUES ('accounts', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (last + len(rows),))
        database.close()
        return range(last + 1, last + len(rows) + 1)

    def people(self):
        """The person of each account."""
        database = sqlite3.connect(self.path)
        held = "SELECT subject, object FROM assertions WHERE predicate = 'account is person' AND ended_at IS NULL"
        found = dict(database.execute(held))
        database.close()
        return found
