"""Makes the tiny models of the tests again: make.py DIRECTORY (needs TensorFlow)."""

import pathlib
import sys

import numpy as np
import tensorflow as tf


def converter(function, *shapes):
    specs = [tf.TensorSpec(s, tf.float32, name=f"x{i}") for i, s in enumerate(shapes)]
    module = tf.Module()
    module.f = tf.function(function, input_signature=specs)
    return tf.lite.TFLiteConverter.from_concrete_functions(
        [module.f.get_concrete_function()], module
    )


def plus(constant):
    """[1, 4] floats in, each plus a constant out."""
    return converter(lambda x: x + constant, [1, 4]).convert()


def dense():
    """[1, 8] uint8 in, [1, 3] uint8 out, fully quantised."""
    random = np.random.default_rng(7)
    weights = tf.constant(random.normal(size=(8, 3)), tf.float32)
    c = converter(lambda x: tf.nn.softmax(tf.matmul(x, weights)), [1, 8])
    c.optimizations = [tf.lite.Optimize.DEFAULT]
    c.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    c.inference_input_type = c.inference_output_type = tf.uint8
    c.representative_dataset = lambda: (
        [random.uniform(0, 1, (1, 8)).astype(np.float32)] for _ in range(100)
    )
    return c.convert()


def slow():
    """[1, 4] floats in, their sum the hard way out: small file, much to compute."""

    def f(x):
        image = tf.image.resize(tf.reshape(x, [1, 2, 2, 1]), [384, 384])
        for _ in range(2):
            image = tf.nn.avg_pool2d(image, 9, 1, "SAME")
        return tf.reduce_mean(image, axis=[1, 2])

    return converter(f, [1, 4]).convert()


def main():
    directory = pathlib.Path(sys.argv[1])
    models = {"plus1": plus(1.0), "plus2": plus(2.0), "dense": dense(), "slow": slow()}
    for name, model in models.items():
        (directory / f"{name}.tflite").write_bytes(model)
        print(name, len(model), "bytes")


if __name__ == "__main__":
    main()
