package dev.atoll.tflite.compiled;

/**
 * An input or output of an executable. Real value = factor × (stored − zeroPoint).
 *
 * @param name as it stands in the file
 * @param sizeBytes with padding
 * @param dataType the schema's name, for instance {@code FIXED_POINT8} (unsigned) or {@code
 *     SIGNED_FIXED_POINT8}
 * @param zeroPoint of signed types 128 above that of the model's tensor
 * @param executionsPerInference how often it is computed
 */
public record Layer(
    String name,
    long sizeBytes,
    int y,
    int x,
    int z,
    String dataType,
    int zeroPoint,
    float factor,
    int executionsPerInference) {}
