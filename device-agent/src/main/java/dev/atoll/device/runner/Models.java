package dev.atoll.device.runner;

import dev.atoll.device.wire.Reply;
import dev.atoll.device.wire.Request;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The loaded models; one lock for each interpreter. */
final class Models {
  private static final int MAX_THREADS = 64;

  private final Accelerator accelerator;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  Models(Accelerator accelerator) {
    this.accelerator = accelerator;
  }

  /** Does what is asked; nothing that is asked ends the process. */
  Reply handle(Request request) {
    try {
      return switch (request) {
        case Request.Ping p -> new Reply.Pong(accelerator.runtime());
        case Request.Load l -> load(l);
        case Request.Infer i -> infer(i);
        case Request.Unload u -> unload(u);
      };
    } catch (RefusedException e) {
      return e.reply();
    } catch (OutOfMemoryError e) {
      return new Reply.Refused(Reply.Cause.OutOfMemory, "the runner has too little memory: " + e);
    } catch (RuntimeException e) {
      return new Reply.Refused(Reply.Cause.InferenceFailed, "the runner failed: " + e);
    }
  }

  private Reply load(Request.Load l) throws RefusedException {
    if (l.threads() < 1 || l.threads() > MAX_THREADS) {
      throw bad("1 to " + MAX_THREADS + " threads are possible, not " + l.threads());
    }
    if (entries.containsKey(l.modelId())) {
      throw bad("model " + l.modelId() + " is loaded already");
    }
    LoadedModel model = accelerator.load(Path.of(l.path()), l.threads());
    Entry made = new Entry(model);
    if (entries.putIfAbsent(l.modelId(), made) != null) {
      model.close();
      throw bad("model " + l.modelId() + " is loaded already");
    }
    return new Reply.Loaded(model.inputs(), model.outputs(), model.kernels());
  }

  private Reply infer(Request.Infer i) throws RefusedException {
    Entry entry = entries.get(i.modelId());
    if (entry == null) {
      throw unknown(i.modelId());
    }
    return entry.infer(i);
  }

  private Reply unload(Request.Unload u) {
    Entry entry = entries.remove(u.modelId());
    if (entry != null) {
      entry.close();
    }
    return new Reply.Unloaded();
  }

  private static RefusedException bad(String message) {
    return new RefusedException(Reply.Cause.BadRequest, message);
  }

  private static RefusedException unknown(String modelId) {
    return new RefusedException(Reply.Cause.UnknownModel, "no model " + modelId + " is loaded");
  }

  /** A model with its lock. */
  private static final class Entry {
    private final LoadedModel model;
    private final ReentrantLock lock = new ReentrantLock(true);
    private boolean closed;

    Entry(LoadedModel model) {
      this.model = model;
    }

    Reply infer(Request.Infer request) throws RefusedException {
      lock.lock();
      try {
        if (closed) {
          throw unknown(request.modelId());
        }
        long nanos = model.invoke(request.inputs());
        List<ByteBuffer> outputs = new ArrayList<>();
        for (int o = 0; o < model.outputs().size(); o++) {
          outputs.add(model.output(o));
        }
        return new Reply.Inferred(nanos, outputs);
      } finally {
        lock.unlock();
      }
    }

    void close() {
      lock.lock();
      try {
        closed = true;
        model.close();
      } finally {
        lock.unlock();
      }
    }
  }
}
