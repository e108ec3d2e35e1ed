package dev.atoll.compiler.tensorflow;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Python package travels inside the jar, so that the two never differ in version. */
final class PythonSources {
  static final String PACKAGE = "atoll_stage";

  private PythonSources() {}

  /** Writes the package into {@code folder}; returns that, for PYTHONPATH. */
  static Path unpack(Path folder) throws IOException {
    URL marker = PythonSources.class.getResource("/" + PACKAGE + "/__init__.py");
    if (marker == null) {
      throw new IOException("the package " + PACKAGE + " is missing from the class path");
    }
    try {
      URI uri = marker.toURI();
      if ("jar".equals(uri.getScheme())) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          copy(jar.getPath("/" + PACKAGE), folder.resolve(PACKAGE));
        }
      } else {
        copy(Path.of(uri).resolveSibling(""), folder.resolve(PACKAGE));
      }
    } catch (URISyntaxException e) {
      throw new IOException("the class path is odd: " + marker, e);
    }
    return folder;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from, "*.py")) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }
}
