package dev.atoll.compiler;

import dev.atoll.compiler.outcome.Outcome;
import dev.atoll.oci.OciException;
import java.io.IOException;

/** Reads what earlier stages left in the job's folder and leaves its own part for later ones. */
@FunctionalInterface
interface Stage {
  /**
   * Runs with an empty folder of its own.
   *
   * @return done when its state is written, else the refusal that ends the job
   * @throws OciException when request or state cannot be understood
   */
  Outcome<?> run(JobFolder job) throws OciException, IOException, InterruptedException;
}
