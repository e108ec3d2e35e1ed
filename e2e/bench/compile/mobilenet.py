"""Writes a MobileNetV2-sized SavedModel and its calibration data.

The weights are random (seeded): time and memory of a compile do not depend on their values.
Usage: mobilenet.py FOLDER
"""

import sys
from pathlib import Path

import keras
import numpy as np

SAMPLES = 100
SIDE = 224


def main(folder: Path) -> None:
    keras.utils.set_random_seed(1)
    model = keras.applications.MobileNetV2(input_shape=(SIDE, SIDE, 3), weights=None, classes=1000)
    model.export(str(folder / "mobilenet"), verbose=False)
    random = np.random.default_rng(1)
    images = random.uniform(-1, 1, (SAMPLES, SIDE, SIDE, 3)).astype(np.float32)
    np.savez(folder / "calibration.npz", inputs=images)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
