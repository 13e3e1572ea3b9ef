"""The data dictionary is made from the types, and every field has a meaning."""

from __future__ import annotations

import subprocess
import sys

from tests.docs.pages import ROOT


def test_the_dictionary_is_current() -> None:
    script = ROOT / "docs" / "make_dictionary.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
