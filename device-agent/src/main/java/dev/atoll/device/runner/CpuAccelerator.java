package dev.atoll.device.runner;

import dev.atoll.device.wire.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/** TensorFlow Lite on the CPU. */
final class CpuAccelerator implements Accelerator {
  CpuAccelerator() {
    Loader.load(tensorflowlite.class);
  }

  @Override
  public String runtime() {
    return tensorflowlite.TfLiteVersion().getString();
  }

  @Override
  public LoadedModel load(Path file, int threads) throws RefusedException {
    if (!Files.isReadable(file)) {
      throw failed("there is no readable file " + file);
    }
    try {
      // The built-in resolver brings XNNPACK: about ten times faster than the plain kernels.
      return new LiteModel(
          verified(file), new BuiltinOpResolver(), threads, "TfLite " + runtime() + " XNNPACK");
    } catch (RefusedException withXnnpack) {
      return withoutXnnpack(file, threads, withXnnpack);
    }
  }

  /** XNNPACK refuses some valid models; the plain kernels run them, slower. */
  private LoadedModel withoutXnnpack(Path file, int threads, RefusedException first)
      throws RefusedException {
    try {
      return new LiteModel(
          verified(file),
          new BuiltinOpResolverWithoutDefaultDelegates(),
          threads,
          "TfLite " + runtime() + " without XNNPACK, which refuses this model");
    } catch (RefusedException second) {
      second.addSuppressed(first);
      throw second;
    }
  }

  private static FlatBufferModel verified(Path file) throws RefusedException {
    Pointer model = FlatBufferModel.VerifyAndBuildFromFile(file.toString());
    if (model == null || model.isNull()) {
      throw failed("the file is no valid TensorFlow Lite model");
    }
    return model instanceof FlatBufferModel m ? m : new FlatBufferModel(model);
  }

  private static RefusedException failed(String message) {
    return new RefusedException(Reply.Cause.LoadFailed, message);
  }
}
