package dev.atoll.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The version of Atoll, for instance {@code 0.1.0}. */
record Version(String number) {
  private static final String RESOURCE = "version.properties";

  /** The version of this build. */
  static Version current() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE + " is missing from the class path");
      }
      properties.load(in);
    }
    return new Version(properties.getProperty("version", "unknown").replace("-SNAPSHOT", ""));
  }

  String name() {
    return "atoll " + number;
  }

  /** All that had a hand in it; null for what had none. */
  String toolchain(@Nullable String tensorflow, @Nullable String edgeTpuCompiler) {
    return (tensorflow == null ? "" : "tensorflow " + tensorflow + ", ")
        + (edgeTpuCompiler == null ? "" : "edgetpu_compiler " + edgeTpuCompiler + ", ")
        + name();
  }
}
