"""Trains the models of the demo's story on the digits that ship inside scikit-learn.

    python train.py OUTPUT

writes into OUTPUT the SavedModel folders v1 to v6, calibration.npz, evaluation.npz, and for a
few held-out samples request-<digit>.json (Open Inference Protocol) with samples.json beside.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from sklearn.datasets import load_digits  # noqa: E402

SHAPE = (8, 8, 1)
CLASSES = 10
CALIBRATION, EVALUATION = 50, 100
BATCH, RATE, EPOCHS = 64, 3e-3, 20
SLOW_WIDTH, SLOW_LAYERS, SLOW_KERNEL = 32, 8, 9


@dataclass(frozen=True)
class Data:
    """Disjoint parts: images [n, 8, 8, 1] in 0..1 and digits [n]."""

    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


def digits() -> Data:
    """The 1797 digits, shuffled by a fixed seed; the test part is never trained on."""
    bunch = load_digits()
    x = (bunch.images / 16.0).astype(np.float32)[..., None]
    y = bunch.target.astype(np.int32)
    order = np.random.Generator(np.random.PCG64(1)).permutation(len(x))
    x, y = x[order], y[order]
    cut = len(x) - EVALUATION
    return Data(x[:cut], y[:cut], x[cut:], y[cut:])


def modest(seed: int) -> tf.keras.Model:
    """v1: one small dense layer."""
    tf.keras.utils.set_random_seed(seed)
    return tf.keras.Sequential(
        [
            tf.keras.Input(SHAPE, name="image"),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(CLASSES, activation="softmax", name="digit"),
        ]
    )


def convolutional(seed: int, width: int) -> tf.keras.Model:
    """v2, v5 and v6: three convolutions and a dense layer."""
    tf.keras.utils.set_random_seed(seed)
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            tf.keras.Input(SHAPE, name="image"),
            layers.Conv2D(width, 3, padding="same", activation="relu"),
            layers.Conv2D(2 * width, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(2 * width, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(CLASSES, activation="softmax", name="digit"),
        ]
    )


def slow(good: tf.keras.Model, seed: int) -> tf.keras.Model:
    """v3: `good`, with a huge detour before it that does hardly anything to the image.

    The detour is a deep stack of convolutions with very large kernels on the enlarged image. Its
    weights are random, and its last layer is scaled so that it adds a faint texture, which the
    classifier shrugs off. No converter can know that, so all of it runs.
    """
    tf.keras.utils.set_random_seed(seed)
    layers = tf.keras.layers
    image = tf.keras.Input(SHAPE, name="image")
    x = layers.UpSampling2D(8)(image)
    x = layers.Conv2D(SLOW_WIDTH, 3, padding="same", activation="relu")(x)
    for _ in range(SLOW_LAYERS):
        x = layers.DepthwiseConv2D(SLOW_KERNEL, padding="same", activation="relu")(x)
    x = layers.AveragePooling2D(8)(x)
    faint = tf.keras.initializers.RandomNormal(stddev=0.001)
    x = layers.Conv2D(1, 1, kernel_initializer=faint)(x)
    return tf.keras.Model(image, good(layers.Add()([image, x])))


def train(model: tf.keras.Model, x: np.ndarray, y: np.ndarray, epochs: int) -> tf.keras.Model:
    """Trains by a plain loop (its set-up is quicker than that of Keras); seeded, so repeatable."""
    optimiser = tf.keras.optimizers.Adam(RATE)
    optimiser.build(model.trainable_variables)

    @tf.function
    def step(images: tf.Tensor, labels: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            predicted = model(images, training=True)
            losses = tf.keras.losses.sparse_categorical_crossentropy(labels, predicted)
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimiser.apply_gradients(zip(gradients, model.trainable_variables))

    generator = np.random.Generator(np.random.PCG64(0))
    for _ in range(epochs):
        order = generator.permutation(len(x))
        for start in range(0, len(x) - BATCH + 1, BATCH):
            rows = order[start : start + BATCH]
            step(tf.constant(x[rows]), tf.constant(y[rows]))
    return model


def shuffled(y: np.ndarray, seed: int) -> np.ndarray:
    """Labels that say nothing about their images."""
    return np.random.Generator(np.random.PCG64(seed)).permutation(y)


def models(data: Data) -> dict[str, tf.keras.Model]:
    """All models of the story, by the name of their folder."""
    x, y = data.train_x, data.train_y
    v2 = train(convolutional(2, 8), x, y, EPOCHS)
    return {
        "v1": train(modest(1), x, y, 10),
        "v2": v2,
        "v3": slow(v2, 3),
        "v4": train(convolutional(4, 8), x, shuffled(y, 4), 2),
        "v5": train(convolutional(5, 10), x, y, EPOCHS),
        "v6": train(convolutional(6, 12), x, y, EPOCHS),
    }


def export(model: tf.keras.Model, folder: Path) -> None:
    """A SavedModel with one signature: image float32 [batch, 8, 8, 1] → digit [batch, 10]."""
    spec = tf.TensorSpec((None, *SHAPE), tf.float32, name="image")
    serve: Callable = tf.function(lambda image: {"digit": model(image)}, input_signature=[spec])
    module = tf.Module()
    module.model = model
    tf.saved_model.save(module, str(folder), signatures={"serving_default": serve})


def requests(data: Data, output: Path) -> None:
    """A request for the first held-out sample of some digits, as the quantised model takes it."""
    known = []
    for digit in (0, 1, 3, 5, 7, 9):
        index = int(np.flatnonzero(data.test_y == digit)[0])
        values = np.round(data.test_x[index] * 255).astype(int).reshape(-1).tolist()
        tensor = {"name": "image", "shape": [1, *SHAPE], "datatype": "UINT8", "data": values}
        name = f"request-{digit}.json"
        (output / name).write_text(json.dumps({"id": name[:-5], "inputs": [tensor]}) + "\n")
        known.append({"request": name, "digit": digit})
    (output / "samples.json").write_text(json.dumps(known, indent=2) + "\n")


def accuracy(model: tf.keras.Model, data: Data) -> float:
    """The share of the held-out digits that the float model tells right."""
    parts = np.array_split(data.test_x, 10)  # v3 needs much memory for each sample
    predicted = np.concatenate([model(p, training=False).numpy().argmax(axis=1) for p in parts])
    return float((predicted == data.test_y).mean())


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python train.py OUTPUT", file=sys.stderr)
        return 2
    output = Path(arguments[0])
    output.mkdir(parents=True, exist_ok=True)
    tf.config.threading.set_intra_op_parallelism_threads(2)
    data = digits()
    np.savez(output / "calibration.npz", inputs=data.train_x[:CALIBRATION])
    np.savez(output / "evaluation.npz", inputs=data.test_x, labels=data.test_y)
    requests(data, output)
    print(f"{'model':6} {'accuracy':>8} {'parameters':>10}")
    for name, model in models(data).items():
        export(model, output / name)
        print(f"{name:6} {accuracy(model, data):8.3f} {model.count_params():10,d}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
