"""What the scripts that drive a browser share."""

from contextlib import contextmanager

from playwright.sync_api import sync_playwright

WIDE, NARROW = 1280, 360


@contextmanager
def browser():
    """One headless Chromium of the system."""
    with sync_playwright() as playwright:
        # Containers and continuous integration run as root, where Chromium's own sandbox cannot start.
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            yield chromium
        finally:
            chromium.close()


def context(chromium, width, scheme, session=None):
    """A browser of its own. `session` is a file that scripts/sign-up wrote; without one, nobody is signed in."""
    return chromium.new_context(
        storage_state=session,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        device_scale_factor=1,
    )


def session_option(arguments):
    """The value of `--session FILE` at the front, and what follows."""
    if arguments[:1] == ["--session"]:
        return arguments[1], arguments[2:]
    return None, arguments
