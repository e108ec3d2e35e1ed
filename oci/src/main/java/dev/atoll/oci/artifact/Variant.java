package dev.atoll.oci.artifact;

import dev.atoll.oci.Descriptor;
import java.util.regex.Pattern;

/**
 * The model compiled for one kind of hardware.
 *
 * @param kind CamelCase, for instance {@code Cpu}; kinds that this version does not know are kept
 * @param path where it lies within the model, for instance {@code cpu/model.tflite}
 * @param blob the .tflite file
 */
public record Variant(String kind, String path, Descriptor blob) {
  /** Runs everywhere. */
  public static final String CPU = "Cpu";

  /** The greatest .tflite file: FlatBuffers end at 2 GiB. */
  public static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final Pattern KIND = Pattern.compile("[A-Z][A-Za-z0-9]{0,31}");

  /** Refuses kinds and sizes that cannot be. */
  public Variant {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("a variant's kind is CamelCase, at most 32 characters");
    }
    if (blob.size() < 8 || blob.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "variant %s has %d bytes; 8 to %d are possible".formatted(kind, blob.size(), MAX_BYTES));
    }
  }
}
