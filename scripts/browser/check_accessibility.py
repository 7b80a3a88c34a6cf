"""Checks every page of a running Steward. See scripts/check-accessibility."""

import json
import sys
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor
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


def violations(page, axe_options):
    """What axe finds, as lines of text."""
    result = page.evaluate("options => axe.run(document, {...options, resultTypes: ['violations']})", axe_options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n      {node['html'][:200]}\n      {violation['helpUrl']}"
        for violation in result["violations"] for node in violation["nodes"]
    ]


def check(page, base, path, axe, narrow):
    """The faults of one page by colour scheme, as lines of text, and its title."""
    faults = []
    console = lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None
    failed = lambda error: faults.append(f"script error: {error}")
    page.on("console", console)
    page.on("pageerror", failed)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    try:
        answer = page.goto(urljoin(base, path), wait_until="load", timeout=30_000)
    except Error as error:
        return {"light": [f"cannot be opened: {error.message.splitlines()[0]}"]}, ""
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
    faults += violations(page, {"runOnly": {"type": "tag", "values": RULES}})
    # Only colours differ in the dark, so only they are looked at again.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = violations(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    page.remove_listener("console", console)
    page.remove_listener("pageerror", failed)
    return {"light": faults, "dark": dark}, structure["title"]


def check_all(width, base, paths, session):
    """The number of faults at this width, and the paths that share each title."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text()
    found, titles = 0, {}
    with browser() as chromium:
        page = context(chromium, width, "light", session).new_page()
        for path in paths:
            faults, title = check(page, base, path, axe, width == NARROW)
            titles.setdefault(title, set()).add(path.split("?")[0])
            for scheme, lines in faults.items():
                for line in lines:
                    print(f"{path} at {width} px, {scheme}:\n    {line}", flush=True)
                found += len(lines)
    return found, titles


def main():
    session, rest = session_option(sys.argv[1:])
    base, *paths = rest or ["http://127.0.0.1:8080"]
    paths = paths or pages(base, session is not None)
    start = time.monotonic()
    # A browser for each width, side by side.
    with ProcessPoolExecutor(2) as pool:
        (found, titles), (more, _) = pool.map(check_all, (WIDE, NARROW), *zip(*[(base, paths, session)] * 2))
    found += more
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
