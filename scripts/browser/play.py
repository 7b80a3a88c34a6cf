"""What plays share: an office that a program serves on this machine, and people who use it in a browser."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from common import context
from sign_up import PASSWORD


class Office:
    """A folder with steward.yml, and the program that serves it. `days` is how far its clock is ahead of the machine's."""

    def __init__(self, program, folder, settings):
        self.program, self.folder, self.days, self.server = program, Path(folder), 0, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "steward.yml").write_text(f"data_folder: data\nlisten: {{port: {self.port}}}\n{settings}")

    @property
    def address(self):
        return f"http://localhost:{self.port}"

    def _run(self, arguments):
        later = {"FAKETIME_DONT_FAKE_MONOTONIC": "1"} if self.days else {}
        clock = ["faketime", "-f", f"+{self.days}d"] if self.days else []
        return {"args": [*clock, self.program, "--config", str(self.folder / "steward.yml"), *arguments], "env": {**os.environ, **later}}

    def steward(self, *arguments):
        """What a command prints."""
        return subprocess.run(**self._run(["--quiet", *arguments]), check=True, capture_output=True, text=True).stdout.strip()

    def serve(self, days=0):
        """Serves it, as it will be so many days from now. Sessions may have ended by then."""
        self.stop()
        self.days = days
        log = open(self.folder / "serve.log", "a")
        self.server = subprocess.Popen(**self._run(["serve"]), stdout=log, stderr=log, start_new_session=True)
        for _ in range(300):
            # Asked by HTTP: a bare socket may connect to itself while nobody listens there.
            try:
                with urllib.request.urlopen(self.address + "/sign-in"):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"The program did not start: see {log.name}")

    def stop(self):
        if self.server:
            os.killpg(self.server.pid, signal.SIGTERM)
            self.server.wait(60)
            self.server = None

    def git(self, repository, *arguments, day=None, by="Ada Linden"):
        """Runs git in a folder of the office as an invented author, so many days from now."""
        at = f"@{int(time.time()) + 86_400 * (self.days if day is None else day)} +0000"
        author = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at, "GIT_CONFIG_GLOBAL": "/dev/null"}
        for role in ("AUTHOR", "COMMITTER"):
            author |= {f"GIT_{role}_NAME": by, f"GIT_{role}_EMAIL": f"{by.split()[0].lower()}@city.example"}
        subprocess.run(["git", "-C", str(self.folder / repository), *arguments], check=True, capture_output=True, env={**os.environ, **author})


class Pictures:
    """Numbers the pictures of a play: FOLDER/03-ada-what-was-done-360.png."""

    def __init__(self, folder, width):
        self.folder, self.width, self.count = Path(folder), width, 0
        self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, person, what):
        self.count += 1
        name = re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")
        person.page.screenshot(path=self.folder / f"{self.count:02}-{person.name}-{name}-{self.width}.png", full_page=True)
        print(f"{self.count:02} {person.name}: {what}", flush=True)


class Person:
    """A user in a browser of their own. With `keyboard`, everything is reached by Tab and done by typing."""

    def __init__(self, office, chromium, pictures, name, roles, keyboard=False):
        self.office, self.name, self.pictures, self.keyboard, self.tabs = office, name, pictures, keyboard, 0
        self.page = context(chromium, pictures.width, "light").new_page()
        link = urlsplit(re.search(r"https?://\S+", office.steward("user", "invite", *[f"--role={role}" for role in roles]))[0])
        self.open(f"{link.path}?{link.query}" if link.query else link.path)
        for field in self.page.query_selector_all("main input[type=password]"):
            field.fill(PASSWORD)
        self.page.get_by_label(re.compile("^(Name|Your name|User name)")).first.fill(name)
        self.page.click("main form button")
        self.page.wait_for_load_state("load")
        self._expect_no_refusal()

    def open(self, path):
        self.page.goto(self.office.address + path, wait_until="load")

    def sign_in(self):
        self.open("/sign-in?return=/cases")
        self.page.get_by_label(re.compile("^(Name|User name)")).first.fill(self.name)
        self.page.fill("main input[type=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_load_state("load")

    def press(self, name, nth=0):
        """Follows a link or presses a button by what it says."""
        for role in ("button", "link"):
            found = self.page.locator("main").get_by_role(role, name=re.compile(f"^{re.escape(name)}"))
            if found.count() > nth:
                if self.keyboard:
                    self._reach(found.nth(nth))
                with self.page.expect_navigation(wait_until="load"):
                    self.page.keyboard.press("Enter") if self.keyboard else found.nth(nth).click()
                return self._expect_no_refusal()
        raise SystemExit(f"{self.name} finds no “{name}” at {self.page.url}:\n{self.page.inner_text('main')}")

    def fill(self, **answers):
        """Types into fields by their names; of a choice, the title. What can only be one thing is not asked."""
        for name, value in answers.items():
            field = self.page.locator(f"main [name='{name.replace('_', '-')}']")
            if not field.is_visible():
                continue
            is_choice = field.evaluate("e => e.tagName") == "SELECT"
            if self.keyboard:
                self._reach(field)
                self.page.keyboard.type(value)
            elif is_choice:
                field.select_option(label=value)
            else:
                field.fill(value)

    def _reach(self, element):
        handle = element.element_handle()
        for _ in range(400):
            if handle.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise SystemExit(f"{self.name} cannot reach it by Tab at {self.page.url}: {handle.evaluate('e => e.outerHTML')}")

    def _expect_no_refusal(self):
        if notice := self.page.query_selector(".notice.warning"):
            raise SystemExit(f"{self.name} at {self.page.url}: {notice.inner_text()}")

    def wait_for(self, text, seconds=180):
        """Looks again until the page says it: checks run in the background."""
        for _ in range(seconds):
            if text in self.page.inner_text("main"):
                return
            time.sleep(1)
            self.page.reload(wait_until="load")
        raise SystemExit(f"{self.name} waits in vain for “{text}” at {self.page.url}:\n{self.page.inner_text('main')}")

    def picture(self, what):
        self.pictures.take(self, what)
