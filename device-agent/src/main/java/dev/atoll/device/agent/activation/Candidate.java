package dev.atoll.device.agent.activation;

import dev.atoll.device.agent.lifecycle.Figures;
import dev.atoll.device.agent.serving.Servable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A revision that is loaded and passed its self-test.
 *
 * @param probe inputs to try it with while nobody calls it
 */
record Candidate(Servable servable, String variant, Figures figures, List<ByteBuffer> probe) {}
