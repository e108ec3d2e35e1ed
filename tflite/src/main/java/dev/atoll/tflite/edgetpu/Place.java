package dev.atoll.tflite.edgetpu;

/** Where an operator runs. */
public enum Place {
  EdgeTpu,
  Cpu
}
