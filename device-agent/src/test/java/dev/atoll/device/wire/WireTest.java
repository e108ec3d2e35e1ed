package dev.atoll.device.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atoll.oci.artifact.DataType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  /** A pipe in memory that moves few bytes at a time. */
  static final class Pipe implements ReadableByteChannel, GatheringByteChannel {
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    private int read;

    @Override
    public int read(ByteBuffer to) {
      int n = Math.min(Math.min(to.remaining(), 7), bytes.position() - read);
      if (n == 0 && to.hasRemaining()) {
        return -1;
      }
      to.put(bytes.duplicate().position(read).limit(read + n));
      read += n;
      return n;
    }

    @Override
    public int write(ByteBuffer from) {
      int n = Math.min(from.remaining(), 5);
      bytes.put(from.slice(from.position(), n));
      from.position(from.position() + n);
      return n;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      return write(from);
    }

    @Override
    public long write(ByteBuffer[] from) {
      for (ByteBuffer b : from) {
        if (b.hasRemaining()) {
          return write(b);
        }
      }
      return 0;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final Pipe pipe = new Pipe();
  private final FrameChannel<Pipe> frames = new FrameChannel<>(pipe);

  static Stream<Request> requests() {
    return Stream.of(
        new Request.Ping(),
        new Request.Load("vision.digits@a#1", "/store/blobs/ä", 2),
        new Request.Infer("m", List.of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.allocate(0))),
        new Request.Unload(""));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestsArriveAsTheyWereSent(Request request) throws IOException {
    Wire.send(frames, request);
    assertThat(Wire.receive(frames)).isEqualTo(request);
  }

  static Stream<Reply> replies() {
    TensorSpec spec = new TensorSpec("x", DataType.INT8, List.of(1, 28, 28), 0.25f, -128);
    return Stream.of(
        new Reply.Pong("2.21.0"),
        new Reply.Loaded(List.of(spec), List.of(spec, spec), "plain"),
        new Reply.Inferred(12345678901L, List.of(ByteBuffer.wrap(new byte[] {3}))),
        new Reply.Unloaded(),
        new Reply.Refused(Reply.Cause.LoadFailed, "no"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void repliesArriveAsTheyWereSent(Reply reply) throws IOException {
    Wire.answer(frames, reply);
    assertThat(Wire.await(frames)).isEqualTo(reply);
  }

  @Test
  void anEndedConnectionIsTold() {
    assertThatThrownBy(() -> Wire.receive(frames)).isInstanceOf(EOFException.class);
  }

  @Test
  void damagedFramesEndInAnIoExceptionAndNothingElse() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      Pipe damaged = new Pipe();
      FrameChannel<Pipe> channel = new FrameChannel<>(damaged);
      Wire.answer(channel, replies().toList().get(round % 5));
      int length = damaged.bytes.position();
      for (int flips = 0; flips < 3; flips++) {
        damaged.bytes.put(random.nextInt(length), (byte) random.nextInt());
      }
      // A frame may claim up to 256 MiB; keep the test's memory small.
      damaged.bytes.put(3, (byte) 0).put(2, (byte) 0);
      try {
        Wire.await(channel);
      } catch (IOException e) {
        assertThat(e).isInstanceOfAny(ProtocolException.class, EOFException.class);
      }
    }
  }
}
