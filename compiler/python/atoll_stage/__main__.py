"""python -m atoll_stage [compare] REQUEST RESULT: exit 0 when a result or a refusal was written.

Without a word: converts, quantises and evaluates. compare: whether two files compute the same.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any, Callable, TextIO


def main(arguments: list[str]) -> int:
    comparing = arguments[:1] == ["compare"]
    files = arguments[1:] if comparing else arguments
    if len(files) != 2:
        print("usage: python -m atoll_stage [compare] REQUEST RESULT", file=sys.stderr)
        return 2
    out = _own_stdout()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    # oneDNN rounds differently from processor to processor; equal inputs must give equal bytes.
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

    from atoll_stage.refusal import Refusal
    from atoll_stage import request as requests

    read = requests.read_compare if comparing else requests.read
    work = _work(read(Path(files[0])))
    try:
        body = {"ok": work(lambda stage: print(f"stage: {stage}", file=out, flush=True))}
    except Refusal as refusal:
        body = {"failure": {"reason": refusal.reason.value, "message": refusal.message}}
    _write_whole(Path(files[1]), body)
    return 0


def _work(request: Any) -> Callable[[Callable[[str], None]], dict[str, Any]]:
    # Imported here: TensorFlow takes seconds, and a finished file does not need the whole of it.
    from atoll_stage import light
    from atoll_stage.request import CompareRequest, FileRequest, Keras

    match request:
        case CompareRequest():
            light.install()
            from atoll_stage import compare

            return lambda _: compare.run(request)
        case FileRequest():
            light.install()
            from atoll_stage import quantised_file

            return lambda progress: quantised_file.run(request, progress)
        case _:
            if not isinstance(request.model, Keras):
                light.without_keras()
            import numpy as np
            import tensorflow as tf

            from atoll_stage import run

            tf.config.threading.set_intra_op_parallelism_threads(2)
            tf.config.threading.set_inter_op_parallelism_threads(2)
            random.seed(0)
            np.random.seed(0)
            tf.random.set_seed(0)
            return lambda progress: run.run(request, progress)


def _own_stdout() -> TextIO:
    """Keeps stdout for progress alone: whatever TensorFlow prints goes to stderr."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


def _write_whole(file: Path, body: dict[str, Any]) -> None:
    part = file.with_name(file.name + ".part")
    part.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    part.replace(file)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    # Python would take TensorFlow apart piece by piece, for a second; everything is written.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
