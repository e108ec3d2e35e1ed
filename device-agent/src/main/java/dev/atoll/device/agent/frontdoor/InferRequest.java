package dev.atoll.device.agent.frontdoor;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits the model.
 *
 * @param id to be echoed
 * @param inputs in the model's order
 * @param outputs name → whether it is wanted as binary data; empty when all are wanted
 * @param binaryByDefault outputs that say nothing are wanted as binary data
 */
record InferRequest(
    @Nullable String id,
    List<ByteBuffer> inputs,
    Map<String, Boolean> outputs,
    boolean binaryByDefault) {}
