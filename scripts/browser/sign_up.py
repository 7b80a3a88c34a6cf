"""Follows an invitation and keeps the session. See scripts/sign-up."""

import os
import re
import sys
from urllib.parse import urljoin, urlsplit

from common import WIDE, browser, context

PASSWORD = "a horse that counts staples"


def main():
    base, invitation, name, session = sys.argv[1:]
    link = urlsplit(invitation)
    with browser() as chromium:
        tab = context(chromium, WIDE, "light")
        page = tab.new_page()
        # The link names the public address of the office; here the office answers at another one.
        page.goto(urljoin(base, f"{link.path}?{link.query}" if link.query else link.path), wait_until="load")
        for field in page.query_selector_all("main input[type=password]"):
            field.fill(PASSWORD)
        for label, value in (("Name", name), ("Your name", name), ("E-mail address", f"{name}@office.example")):
            page.get_by_label(re.compile(f"^{label}")).fill(value)
        page.click("main form button")
        page.wait_for_load_state("load")
        if page.query_selector(".refusal, [aria-invalid=true]"):
            sys.exit(f"sign-up: {page.inner_text('main')}")
        os.close(os.open(session, os.O_CREAT | os.O_WRONLY, 0o600))
        tab.storage_state(path=session)
        print(f"{name} is signed in: {page.title()}")


if __name__ == "__main__":
    main()
