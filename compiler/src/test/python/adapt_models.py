"""python adapt_models.py FOLDER: 8-bit models of today's converter with many kinds of operators."""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

GENERATOR = np.random.Generator(np.random.PCG64(11))


def weights(*shape):
    return tf.constant(GENERATOR.normal(0, 0.3, shape).astype(np.float32))


def quantised(compute, *shapes, dense_per_channel=False, signature_batch=1):
    specs = [tf.TensorSpec((signature_batch, *shape), tf.float32) for shape in shapes]
    function = tf.function(compute, input_signature=specs).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [GENERATOR.random((1, *shape)).astype(np.float32) for shape in shapes] for _ in range(20)
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    converter._experimental_disable_per_channel_quantization_for_dense_layers = (
        not dense_per_channel
    )
    return converter.convert()


def image(x):
    """Convolutions, pools, resizing and everything that moves or joins pixels."""
    a = tf.nn.relu6(tf.nn.conv2d(x, weights(3, 3, 8, 16), 1, "SAME") + weights(16))
    b = tf.nn.relu(tf.nn.depthwise_conv2d(a, weights(3, 3, 16, 1), [1, 1, 1, 1], "SAME") + weights(16))
    c = tf.nn.avg_pool2d(b, 2, 2, "SAME")
    d = tf.nn.max_pool2d(a, 2, 2, "SAME")
    e = tf.concat([c * d, tf.maximum(c, d), tf.minimum(c, d) - 0.25], 3)
    f = tf.pad(e, [[0, 0], [1, 1], [1, 1], [0, 0]])
    g = tf.image.resize(f, (20, 20), "bilinear")
    h = tf.compat.v1.image.resize_nearest_neighbor(f, (20, 20), half_pixel_centers=True)
    i = tf.nn.tanh(g) + tf.nn.sigmoid(h)
    left, right = tf.split(i, 2, axis=3)
    j = tf.transpose(left, [0, 2, 1, 3]) + right
    k = tf.nn.space_to_depth(j, 2)[:, 1:9, 1:9, :]
    l = tf.slice(k, [0, 0, 0, 0], [1, 4, 4, 96]) + tf.strided_slice(
        k, [0, 0, 0, 0], [1, 8, 8, 96], [1, 2, 2, 1]
    )
    m = tf.reduce_mean(l, [1, 2])
    n = tf.reduce_max(l, [1, 2]) + tf.reduce_sum(l, [1, 2]) * 0.1
    o = tf.matmul(tf.stack([m, n], axis=1)[:, 0], weights(96, 12)) + weights(12)
    return tf.nn.softmax(tf.nn.l2_normalize(o, axis=-1))


def upsample(x):
    """A transposed convolution behind which the converter finds a ReLU to fuse."""
    y = tf.nn.conv2d_transpose(x, weights(3, 3, 4, 8), (1, 32, 32, 4), 2, "SAME") + weights(4)
    return tf.nn.relu(y)


def mixed_dense(x):
    """Dense layers of which one keeps three dimensions: they share an operator code."""
    y = tf.nn.relu(tf.matmul(tf.reshape(x, [1, 32]), weights(32, 24)) + weights(24))
    z = tf.matmul(tf.reshape(y, [1, 4, 6]), weights(6, 6)) + weights(6)
    return tf.matmul(tf.reshape(z, [1, 24]), weights(24, 5)) + weights(5)


def per_channel_dense(x):
    return tf.nn.relu(tf.matmul(x, weights(16, 24)) + weights(24))


def grouped(x):
    return tf.nn.conv2d(x, weights(3, 3, 4, 8), 1, "SAME") + weights(8)


def tiled(x):
    return tf.tile(tf.nn.relu(x), [1, 2, 2, 1])


def new_axis(x):
    return tf.nn.relu(x)[:, tf.newaxis, ::2] * 2.0


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    made = {
        "image": lambda: quantised(image, (16, 16, 8)),
        "upsample": lambda: quantised(upsample, (16, 16, 8)),
        "mixed_dense": lambda: quantised(mixed_dense, (4, 8)),
        "per_channel_dense": lambda: quantised(per_channel_dense, (16,), dense_per_channel=True),
        "grouped": lambda: quantised(grouped, (8, 8, 8)),
        "tiled": lambda: quantised(tiled, (4, 4, 8)),
        "new_axis": lambda: quantised(new_axis, (8,)),
        "open_batch": lambda: quantised(
            lambda x: tf.nn.relu(tf.nn.conv2d(x, weights(3, 3, 3, 4), 1, "SAME")),
            (8, 8, 3),
            signature_batch=None,
        ),
    }
    for name, make in made.items():
        (out / f"{name}.tflite").write_bytes(make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
