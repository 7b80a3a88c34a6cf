"""Takes pictures of pages. See scripts/screenshots."""

import re
import sys
from pathlib import Path
from urllib.parse import urljoin

from common import NARROW, WIDE, browser, context, session_option


def main():
    session, (base, folder, *paths) = session_option(sys.argv[1:])
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for width in (WIDE, NARROW):
            for scheme in ("light", "dark"):
                tab = context(chromium, width, scheme, session)
                page = tab.new_page()
                for path in paths:
                    page.goto(urljoin(base, path), wait_until="load")
                    name = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "overview"
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                tab.close()
    print(f"{4 * len(paths)} pictures in {folder}")


if __name__ == "__main__":
    main()
