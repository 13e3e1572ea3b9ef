"""The command line as a user types it."""

import os
import subprocess
import sys
from collections.abc import Callable

Done = subprocess.CompletedProcess[str]
Typed = Callable[..., Done]


def type_in(*words: object, stdin: str = "", **env: str) -> Done:
    """Runs `testimonia` with these words in a process of its own; nobody watches (no terminal)."""
    return subprocess.run(
        [sys.executable, "-m", "testimonia", *map(str, words)], input=stdin, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "120", **env}, check=False, timeout=300,
    )  # fmt: skip
