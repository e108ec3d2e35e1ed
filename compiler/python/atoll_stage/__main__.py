"""python -m atoll_stage REQUEST RESULT: exit 0 when a result (or a refusal) was written."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m atoll_stage REQUEST RESULT", file=sys.stderr)
        return 2
    out = _own_stdout()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    # oneDNN rounds differently from processor to processor; equal inputs must give equal bytes.
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

    from atoll_stage import request as requests

    request = requests.read(Path(arguments[0]))
    body = _body(request, lambda stage: print(f"stage: {stage}", file=out, flush=True))
    _write_whole(Path(arguments[1]), body)
    return 0


def _body(request: Any, progress: Any) -> dict[str, Any]:
    # Imported here, once: TensorFlow takes seconds, and a wrong call should not wait for it.
    import tensorflow as tf

    from atoll_stage import quantised_file, run
    from atoll_stage.refusal import Refusal
    from atoll_stage.request import FileRequest

    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(2)
    tf.keras.utils.set_random_seed(0)
    try:
        stage = quantised_file if isinstance(request, FileRequest) else run
        return {"ok": stage.run(request, progress)}
    except Refusal as refusal:
        return {"failure": {"reason": refusal.reason.value, "message": refusal.message}}


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
    sys.exit(main(sys.argv[1:]))
