package dev.atoll.device.runner;

import java.nio.file.Path;

/** Something that runs models. */
interface Accelerator {
  /** Version of the library, for the device's status. */
  String runtime();

  /**
   * Makes the model ready to run.
   *
   * @param threads that one inference may use, at least 1
   * @throws RefusedException LoadFailed with a sentence for people
   */
  LoadedModel load(Path file, int threads) throws RefusedException;
}
