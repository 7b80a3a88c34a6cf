"""Checks every page of a running Steward. See scripts/check-accessibility."""

import json
import sys
import time
import urllib.request
from importlib.resources import files
from urllib.parse import urljoin

from playwright.sync_api import Error

from common import NARROW, WIDE, browser, context, session_option

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

STRUCTURE = """() => ({
    headings: document.querySelectorAll('h1').length,
    title: document.title.trim(),
    language: document.documentElement.lang,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // What sticks out to the right, the innermost first, to say where to look.
    wide: [...document.querySelectorAll('main *, header *, footer *')]
        .filter(e => !e.closest('.scroll') && !e.closest('svg svg') && e.getBoundingClientRect().right > innerWidth + 1)
        .slice(-3).map(e => e.outerHTML.slice(0, 120)),
})"""


# What a visitor is asked to sign in for.
FOR_USERS = ("users.manage", "account.own")


def pages(base, signed_in):
    """The examples of all pages that may be opened, and an address that leads nowhere."""
    try:
        with urllib.request.urlopen(urljoin(base, "/api/v1/routes"), timeout=30) as answer:
            routes = json.load(answer)["routes"]
    except OSError as error:
        sys.exit(f"No Steward answers at {base}: {error}. Start one with `steward serve`, or name its address.")
    found = [example for route in routes if route["kind"] == "page" and (signed_in or route["access"] not in FOR_USERS) for example in route["examples"]]
    return found + ["/there-is-no-such-page"]


def check(page, base, path, axe, narrow):
    """The faults of one page as lines of text."""
    faults = []
    console = lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None
    failed = lambda error: faults.append(f"script error: {error}")
    page.on("console", console)
    page.on("pageerror", failed)
    try:
        answer = page.goto(urljoin(base, path), wait_until="load", timeout=30_000)
    except Error as error:
        return [f"cannot be opened: {error.message.splitlines()[0]}"], ""
    missing = path == "/there-is-no-such-page"
    if answer is None or (answer.status >= 400 and not missing):
        faults.append(f"answered with {answer.status if answer else 'nothing'}")
    if missing:
        # The browser itself complains about an address that is not there: that is what was asked for.
        faults = [fault for fault in faults if "404" not in fault]
    structure = page.evaluate(STRUCTURE)
    if structure["headings"] != 1:
        faults.append(f"{structure['headings']} h1 elements")
    if not structure["title"]:
        faults.append("no title")
    if not structure["language"]:
        faults.append("no language")
    if narrow and structure["overflow"] > 0:
        faults.append(f"scrolls sideways by {structure['overflow']} px: {structure['wide']}")
    # Evaluating goes past the policy that forbids scripts, which stays in force for the page itself.
    page.evaluate(axe)
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    for violation in result["violations"]:
        for node in violation["nodes"]:
            faults.append(f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
                          f"      {node['html'][:200]}\n      {violation['helpUrl']}")
    page.remove_listener("console", console)
    page.remove_listener("pageerror", failed)
    return faults, structure["title"]


def main():
    session, rest = session_option(sys.argv[1:])
    base, *paths = rest or ["http://127.0.0.1:8080"]
    axe = (files("axe_playwright_python") / "axe.min.js").read_text()
    paths = paths or pages(base, session is not None)
    start, found, titles = time.monotonic(), 0, {}
    with browser() as chromium:
        for width in (WIDE, NARROW):
            for scheme in ("light", "dark"):
                tab = context(chromium, width, scheme, session)
                page = tab.new_page()
                for path in paths:
                    faults, title = check(page, base, path, axe, width == NARROW)
                    titles.setdefault(title, set()).add(path.split("?")[0])
                    for fault in faults:
                        print(f"{path} at {width} px, {scheme}:\n    {fault}")
                    found += len(faults)
                tab.close()
    for title, sharing in titles.items():
        if title and len(sharing) > 1:
            print(f"The title “{title}” is shared by {', '.join(sorted(sharing))}")
            found += 1
    seconds = time.monotonic() - start
    print(f"{len(paths)} pages, each wide and narrow, light and dark: {found or 'no'} "
          f"{'fault' if found == 1 else 'faults'} in {seconds:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
