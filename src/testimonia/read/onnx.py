"""Networks as ONNX, opened so that nobody is told: newer onnxruntimes keep a record of their use in the user's cache
folder and send it to their maker, unless the environment says otherwise before the library is loaded."""

from __future__ import annotations

import os
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime


def session(path: Path) -> onnxruntime.InferenceSession:
    """A network on one thread: cores are used by processes, and one window's products are too small to share.

    Of what onnxruntime remarks only errors are shown.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
