package dev.atoll.api.v1alpha1;

/** What a model is compiled for. */
public enum VariantKind {
  /** Any device. */
  Cpu,
  /** Devices with a Google Edge TPU. */
  EdgeTpu
}
