"""The TensorFlow stage of the compile pipeline: the part that exists only in Python."""
