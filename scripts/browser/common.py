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


def context(chromium, width, scheme):
    return chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
        device_scale_factor=1,
    )
