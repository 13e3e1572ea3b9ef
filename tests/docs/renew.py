"""Writes what commands print into a page, where it shows something else: `python -m tests.docs.renew docs/tutorial.md`.

Look at the change before you commit it, and cut long output with `…` again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.docs.pages import blocks
from tests.docs.typing_in import Differs, Reader, lay_out


class Scribe(Reader):
    """Follows a page and keeps what is printed where something else is shown."""

    def __init__(self, folder: Path, where: str) -> None:
        super().__init__(folder, where)
        self.news: list[tuple[str, str]] = []

    def _compare(self, block, typed, shown, printed):  # type: ignore[no-untyped-def]
        try:
            super()._compare(block, typed, shown, printed)
        except Differs as fault:
            print(str(fault).split("\n")[0], file=sys.stderr)
            lines = "".join(line.rstrip() + "\n" for line in printed.strip("\n").splitlines())
            if shown.strip():
                self.news.append((shown, lines))


def renew(page: Path) -> None:
    """One page, in place. Ids keep the names that the page gives them only where the rest of the line is unchanged."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        os.chdir(folder)
        scribe = Scribe(Path(folder), page.name)
        try:
            for block in blocks(text):
                scribe.follow(block)
        finally:
            scribe.close()
    for shown, printed in scribe.news:
        text = text.replace(shown, printed, 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        renew(Path(name).resolve())
