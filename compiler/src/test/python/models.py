"""python models.py FOLDER: tiny SavedModels and data files for the integration tests."""

import sys
from pathlib import Path

import numpy as np
import tensorflow as tf


def export(folder: Path, compute) -> None:
    spec = tf.TensorSpec((None, 4, 4, 1), tf.float32, name="image")
    function = tf.function(lambda image: {"score": compute(image)}, input_signature=[spec])
    tf.saved_model.save(tf.Module(), str(folder), signatures={"serving_default": function})


def brightest_column(image):
    weights = tf.constant(np.tile(np.eye(4, dtype=np.float32), (4, 1)))
    return tf.matmul(tf.reshape(image, [-1, 16]), weights)


out = Path(sys.argv[1])
labels = np.arange(40) % 4
images = np.random.Generator(np.random.PCG64(3)).random((40, 4, 4, 1)) * 0.2
for row, label in enumerate(labels):
    images[row, :, label] += 0.7
images = images.astype(np.float32)
export(out / "1", brightest_column)
export(out / "sine", lambda image: brightest_column(tf.sin(image)))
np.savez(out / "calibration.npz", inputs=images)
np.savez(out / "flat.npz", inputs=images.reshape(40, 16))
np.savez(out / "evaluation.npz", inputs=images, labels=labels)
np.savez(out / "shuffled.npz", inputs=images, labels=(labels + 1) % 4)

# The same classifier as Keras and as TensorFlow 1 would save it.
image = tf.keras.Input((4, 4, 1), name="image")
flat = tf.keras.layers.Reshape((16,))(image)
model = tf.keras.Model(image, tf.keras.layers.Dense(4, use_bias=False, name="score")(flat))
model.set_weights([np.tile(np.eye(4, dtype=np.float32), (4, 1))])
model.save(out / "model.keras")
model.save(out / "model.h5")
with tf.Graph().as_default() as graph:
    image = tf.compat.v1.placeholder(tf.float32, (None, 4, 4, 1), name="image")
    tf.identity(brightest_column(image), name="score")
(out / "frozen.pb").write_bytes(graph.as_graph_def().SerializeToString())

# Three samples in another unit: they stretch the ranges so far that the rest is one step.
spoilt = images.copy()
spoilt[[5, 20, 33]] *= 2000
np.savez(out / "outliers.npz", inputs=spoilt)
