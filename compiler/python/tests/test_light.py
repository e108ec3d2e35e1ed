"""What the stage leaves out when it imports TensorFlow; each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def run(*lines: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(["import sys", "from atoll_stage import light", *lines])],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


LOADED = "print(sorted({m.split('.')[0] for m in sys.modules} & {'keras', 'sklearn'}))"


def test_tensorflow_without_keras() -> None:
    assert run("light.without_keras()", "import tensorflow as tf", LOADED) == "[]\n"


def test_keras_after_it() -> None:
    found = run(
        "light.without_keras()",
        "import keras, tensorflow as tf",
        "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])",
        "print(model(tf.zeros((1, 2))).shape, tf.keras.layers.Dense is keras.layers.Dense)",
    )
    assert found == "(1, 1) True\n"


def test_nothing_of_keras_is_left_out_where_it_is_loaded_already() -> None:
    assert run("import keras", "light.without_keras()", "print(keras.backend.backend())") == "tensorflow\n"
