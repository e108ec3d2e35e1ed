package dev.atoll.device.wire;

import java.io.IOException;

/** Requests and replies as frames. */
public final class Wire {
  private static final byte PING = 1;
  private static final byte LOAD = 2;
  private static final byte INFER = 3;
  private static final byte UNLOAD = 4;
  private static final byte PONG = 65;
  private static final byte LOADED = 66;
  private static final byte INFERRED = 67;
  private static final byte UNLOADED = 68;
  private static final byte REFUSED = 69;

  private Wire() {}

  /** Sends a request. */
  public static void send(FrameChannel<?> to, Request request) throws IOException {
    Body.Writer w = new Body.Writer();
    switch (request) {
      case Request.Ping p -> to.write(PING, w.parts());
      case Request.Load l ->
          to.write(LOAD, w.text(l.modelId()).text(l.path()).number(l.threads()).parts());
      case Request.Infer i -> to.write(INFER, w.text(i.modelId()).tensors(i.inputs()).parts());
      case Request.Unload u -> to.write(UNLOAD, w.text(u.modelId()).parts());
    }
  }

  /**
   * Waits for a request.
   *
   * @throws ProtocolException after which the connection is of no more use
   */
  public static Request receive(FrameChannel<?> from) throws IOException {
    FrameChannel.Frame frame = from.read();
    Body.Reader r = new Body.Reader(frame.body());
    Request request =
        switch (frame.type()) {
          case PING -> new Request.Ping();
          case LOAD -> new Request.Load(r.text(), r.text(), r.number());
          case INFER -> new Request.Infer(r.text(), r.tensors());
          case UNLOAD -> new Request.Unload(r.text());
          default -> throw new ProtocolException("unknown request " + frame.type());
        };
    r.end();
    return request;
  }

  /** Sends a reply. */
  public static void answer(FrameChannel<?> to, Reply reply) throws IOException {
    Body.Writer w = new Body.Writer();
    switch (reply) {
      case Reply.Pong p -> to.write(PONG, w.text(p.runtime()).parts());
      case Reply.Loaded l ->
          to.write(LOADED, w.specs(l.inputs()).specs(l.outputs()).text(l.kernels()).parts());
      case Reply.Inferred i -> to.write(INFERRED, w.number(i.nanos()).tensors(i.outputs()).parts());
      case Reply.Unloaded u -> to.write(UNLOADED, w.parts());
      case Reply.Refused f ->
          to.write(REFUSED, w.number(f.cause().ordinal()).text(f.message()).parts());
    }
  }

  /**
   * Waits for a reply.
   *
   * @throws ProtocolException after which the connection is of no more use
   */
  public static Reply await(FrameChannel<?> from) throws IOException {
    FrameChannel.Frame frame = from.read();
    Body.Reader r = new Body.Reader(frame.body());
    Reply reply =
        switch (frame.type()) {
          case PONG -> new Reply.Pong(r.text());
          case LOADED -> new Reply.Loaded(r.specs(), r.specs(), r.text());
          case INFERRED -> new Reply.Inferred(r.longNumber(), r.tensors());
          case UNLOADED -> new Reply.Unloaded();
          case REFUSED -> new Reply.Refused(cause(r.number()), r.text());
          default -> throw new ProtocolException("unknown reply " + frame.type());
        };
    r.end();
    return reply;
  }

  private static Reply.Cause cause(int number) throws ProtocolException {
    Reply.Cause[] all = Reply.Cause.values();
    if (number < 0 || number >= all.length) {
      throw new ProtocolException("unknown cause " + number);
    }
    return all[number];
  }
}
