package dev.atoll.compiler.source;

import java.io.FilterInputStream;
import java.io.IOException;

/** The body of an answer; to close it ends the connection instead of reading the rest. */
final class Body extends FilterInputStream {
  private final Http.Answer answer;

  Body(Http.Answer answer) throws IOException {
    super(answer.body());
    this.answer = answer;
  }

  @Override
  public void close() {
    answer.close();
  }
}
