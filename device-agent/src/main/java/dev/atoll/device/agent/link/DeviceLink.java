package dev.atoll.device.agent.link;

import dev.atoll.api.v1alpha1.EdgeDeviceStatus;
import dev.atoll.api.v1alpha1.ModelAssignment;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This device's EdgeDevice, wherever it is kept. */
public interface DeviceLink extends AutoCloseable {
  /**
   * An EdgeDevice that is there.
   *
   * @param uid another one means another object of the same name
   * @param hold why nothing may change, null when things may
   * @param status as somebody wrote it last
   */
  record Device(
      String uid,
      long generation,
      @Nullable String hold,
      List<ModelAssignment> models,
      @Nullable EdgeDeviceStatus status) {
    /** Copies the list. */
    public Device {
      models = List.copyOf(models);
    }
  }

  /**
   * Begins to listen; goes on through every failure. A device that is absent, or must not be read,
   * is not told: the agent goes on with what it has.
   *
   * @throws RuntimeException when it cannot even begin; then nothing has begun, and it may be
   *     called again
   */
  void start(Consumer<Device> listener);

  /**
   * Replaces what the agent says in the status.
   *
   * @throws LinkException when it could not be written
   */
  void write(Device device, EdgeDeviceStatus status) throws LinkException;

  @Override
  void close();
}
