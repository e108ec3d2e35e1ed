package dev.atoll.compiler.stores;

import java.util.Map;
import java.util.SortedMap;

/** A real server with models. A second call with the same name replaces what was there. */
public interface Store extends AutoCloseable {
  /** Puts a folder there; returns its address. */
  String folder(String name, SortedMap<String, byte[]> files) throws Exception;

  /** Puts a file there; returns its address. */
  String file(String name, byte[] content) throws Exception;

  /** What a compile needs to reach it. */
  Map<String, String> environment();

  /** Where it listens; 0 when it does not. */
  int port();

  /** The same address, by way of a server on another port of this machine. */
  default String by(int otherPort, String address) {
    return address.replace(":" + port() + "/", ":" + otherPort + "/");
  }

  /** What a compile needs to reach it by way of that. */
  default Map<String, String> environmentBy(int otherPort) {
    return java.util.Map.copyOf(
        environment().entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().replace(":" + port(), ":" + otherPort))));
  }

  @Override
  void close();
}
