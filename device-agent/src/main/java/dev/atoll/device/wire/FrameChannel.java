package dev.atoll.device.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;

/**
 * Frames on a byte channel: length of the rest (4 bytes, little endian), version (1 byte), type (1
 * byte), body. Not safe for several threads.
 *
 * @param <C> a channel that is read and written
 */
public final class FrameChannel<C extends ReadableByteChannel & GatheringByteChannel>
    implements AutoCloseable {
  /** The greatest frame: room for the greatest tensors and a little more. */
  public static final int MAX_FRAME = 256 * 1024 * 1024;

  static final byte VERSION = 1;
  private static final int HEAD = 6;

  private final C channel;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);

  /** Takes over the channel. */
  public FrameChannel(C channel) {
    this.channel = channel;
  }

  /** The type of the frame and its body, little endian. */
  record Frame(byte type, ByteBuffer body) {}

  /** Sends one frame. */
  void write(byte type, List<ByteBuffer> body) throws IOException {
    long size = 2;
    for (ByteBuffer b : body) {
      size += b.remaining();
    }
    if (size > MAX_FRAME) {
      throw new ProtocolException("a frame of " + size + " bytes is too long");
    }
    ByteBuffer[] all = new ByteBuffer[body.size() + 1];
    all[0] = head.clear().putInt((int) size).put(VERSION).put(type).flip();
    for (int i = 0; i < body.size(); i++) {
      all[i + 1] = body.get(i).duplicate();
    }
    while (Arrays.stream(all).anyMatch(ByteBuffer::hasRemaining)) {
      channel.write(all);
    }
  }

  /**
   * Waits for one frame.
   *
   * @throws EOFException when the other side is gone
   */
  Frame read() throws IOException {
    fill(head.clear());
    head.flip();
    int size = head.getInt();
    byte version = head.get();
    byte type = head.get();
    if (version != VERSION) {
      throw new ProtocolException("version " + version + " instead of " + VERSION);
    }
    if (size < 2 || size > MAX_FRAME) {
      throw new ProtocolException("a frame of " + size + " bytes is not possible");
    }
    ByteBuffer body = ByteBuffer.allocate(size - 2).order(ByteOrder.LITTLE_ENDIAN);
    fill(body);
    return new Frame(type, body.flip());
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the other side is gone");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
