package dev.atoll.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atoll.e2e.cluster.S3Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The models of the story and the data to make and ask them: a folder that {@code
 * e2e/demo/models/train.py} filled.
 */
public final class Digits {
  static final String BUCKET = "models";

  /** A picture of a digit as the body of an infer request. */
  record Sample(Path request, int digit) {}

  private final Path folder;

  Digits(Path folder) {
    this.folder = folder;
  }

  List<Sample> samples() throws IOException {
    var samples = new ArrayList<Sample>();
    for (JsonNode sample : new ObjectMapper().readTree(folder.resolve("samples.json").toFile()))
      samples.add(
          new Sample(
              folder.resolve(sample.required("request").asText()),
              sample.required("digit").asInt()));
    return samples;
  }

  /** Puts everything below {@code s3://models/digits/}; returns how many files. */
  int upload(S3Access store) throws IOException {
    return store.upload(BUCKET, "digits/", folder);
  }
}
