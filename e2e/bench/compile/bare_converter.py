"""The converter alone, as anybody would call it: the yardstick of the compile pipeline.

Usage: bare_converter.py SAVED_MODEL CALIBRATION_NPZ OUTPUT
"""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf


def main(model: str, calibration: str, output: str) -> None:
    samples = np.load(calibration)["inputs"]
    converter = tf.lite.TFLiteConverter.from_saved_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample[np.newaxis]] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.uint8
    converter.inference_output_type = tf.uint8
    Path(output).write_bytes(converter.convert())


if __name__ == "__main__":
    main(*sys.argv[1:])
