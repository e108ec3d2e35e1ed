package dev.atoll.tflite.adapt;

import java.util.function.Predicate;

/**
 * What a version of an operator brought.
 *
 * @param since the first version that has it
 * @param what for people: "operator … uses …"
 * @param used how it shows in the file
 */
record Feature(int since, String what, Predicate<OperatorUse> used) {}
