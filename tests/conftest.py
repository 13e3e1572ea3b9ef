"""What tests of several rooms share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """The data folder beside the checkout (or TESTIMONIA_DATA); tests that need it are skipped where there is none."""
    folder = Path(os.environ.get("TESTIMONIA_DATA") or Path(__file__).parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("skipped: no data")
    return folder
