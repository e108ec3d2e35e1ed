package dev.atoll.device.wire;

import dev.atoll.oci.artifact.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads the parts of a frame's body; every length is checked before it is used. */
final class Body {
  private static final int MAX_TEXT = 16 * 1024;
  private static final int MAX_TENSORS = 256;
  private static final int MAX_DIMENSIONS = 8;

  private Body() {}

  /** Collects a body: small parts in one buffer, tensors as they are. */
  static final class Writer {
    private final List<ByteBuffer> parts = new ArrayList<>();

    Writer text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int length = Math.min(bytes.length, MAX_TEXT);
      parts.add(little(4 + length).putInt(length).put(bytes, 0, length).flip());
      return this;
    }

    Writer number(int value) {
      parts.add(little(4).putInt(value).flip());
      return this;
    }

    Writer number(long value) {
      parts.add(little(8).putLong(value).flip());
      return this;
    }

    Writer tensors(List<ByteBuffer> tensors) {
      number(tensors.size());
      for (ByteBuffer t : tensors) {
        number(t.remaining());
        parts.add(t.duplicate());
      }
      return this;
    }

    Writer specs(List<TensorSpec> specs) {
      number(specs.size());
      for (TensorSpec s : specs) {
        text(s.name()).number(s.datatype().ordinal()).number(s.shape().size());
        s.shape().forEach(this::number);
        number(Float.floatToRawIntBits(s.scale())).number(s.zeroPoint());
      }
      return this;
    }

    List<ByteBuffer> parts() {
      return parts;
    }

    private static ByteBuffer little(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Takes a body apart. */
  static final class Reader {
    private final ByteBuffer in;

    Reader(ByteBuffer in) {
      this.in = in;
    }

    String text() throws ProtocolException {
      int length = count(MAX_TEXT, "text");
      byte[] bytes = new byte[need(length)];
      in.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    int number() throws ProtocolException {
      need(4);
      return in.getInt();
    }

    long longNumber() throws ProtocolException {
      need(8);
      return in.getLong();
    }

    List<ByteBuffer> tensors() throws ProtocolException {
      int n = count(MAX_TENSORS, "list of tensors");
      List<ByteBuffer> all = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        int length = need(number());
        all.add(in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN));
        in.position(in.position() + length);
      }
      return all;
    }

    List<TensorSpec> specs() throws ProtocolException {
      int n = count(MAX_TENSORS, "list of tensors");
      List<TensorSpec> all = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        all.add(spec());
      }
      return all;
    }

    private TensorSpec spec() throws ProtocolException {
      String name = text();
      DataType type = DataType.values()[count(DataType.values().length - 1, "type")];
      int dimensions = count(MAX_DIMENSIONS, "shape");
      List<Integer> shape = new ArrayList<>(dimensions);
      for (int d = 0; d < dimensions; d++) {
        shape.add(count(FrameChannel.MAX_FRAME, "dimension"));
      }
      return new TensorSpec(name, type, shape, Float.intBitsToFloat(number()), longNumber());
    }

    /** Refuses what stands after the end. */
    void end() throws ProtocolException {
      if (in.hasRemaining()) {
        throw new ProtocolException(in.remaining() + " bytes too many");
      }
    }

    private int count(int max, String what) throws ProtocolException {
      int n = number();
      if (n < 0 || n > max) {
        throw new ProtocolException("a " + what + " of " + n + " is not possible");
      }
      return n;
    }

    private int need(int bytes) throws ProtocolException {
      if (bytes < 0 || in.remaining() < bytes) {
        throw new ProtocolException("the frame ends " + bytes + " bytes too early");
      }
      return bytes;
    }
  }
}
