package dev.atoll.e2e.cluster;

import java.io.IOException;
import java.util.List;

/** How to run one kind of server. */
interface Recipe {
  /** Also the name of the process, its log and its pid file. */
  String name();

  /** How many ports it listens on. */
  int portCount();

  /**
   * Writes its configuration for these ports and says how to start it; called before each start.
   */
  Launch launch(List<Integer> ports);

  /**
   * Returns when the server does its work.
   *
   * @throws IOException not yet; the message says what is missing
   */
  void checkReady(List<Integer> ports) throws IOException;
}
