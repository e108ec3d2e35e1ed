package dev.atoll.tflite.compiled;

import dev.atoll.tflite.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * The content of a compiled file without the compiler's random token: two compilations of one model
 * by one compiler differ in the token alone.
 */
public final class TokenMask {
  private static final byte[] ZEROS = new byte[16];

  private TokenMask() {}

  /**
   * Hands out the file's bytes in order, with zeros for the token; nothing is changed or copied as
   * a whole.
   *
   * @param to for instance {@code MessageDigest::update}
   */
  public static void feed(
      ByteBuffer file, List<ByteRange> tokenPositions, Consumer<ByteBuffer> to) {
    int done = 0;
    for (ByteRange token : tokenPositions) {
      to.accept(file.slice(file.position() + done, (int) token.start() - done));
      to.accept(ByteBuffer.wrap(ZEROS, 0, (int) token.length()).asReadOnlyBuffer());
      done = (int) (token.start() + token.length());
    }
    to.accept(file.slice(file.position() + done, file.remaining() - done));
  }
}
