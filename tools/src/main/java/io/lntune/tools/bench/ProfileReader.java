package io.lntune.tools.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the profile that ONNX Runtime writes: an array of events in the Trace Event Format, with
 * {@code ts} and {@code dur} in microseconds. Kernels are events of category {@code Node}; each run
 * of the session is an event {@code model_run}.
 */
final class ProfileReader {
  private static final double MICROSECONDS = 1e6;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Their time is that of the operators in their bodies, which have events of their own. */
  private static final Set<String> WITH_BODIES = Set.of("If", "Loop", "Scan");

  private ProfileReader() {}

  private record Kernel(String operator, long start, long microseconds) {}

  /** Time per operator after the first {@code skippedRuns} runs. */
  static OperatorTimes read(Path file, int skippedRuns) throws IOException {
    List<Kernel> kernels = new ArrayList<>();
    List<Long> runStarts = new ArrayList<>();
    try (JsonParser events = new JsonFactory(JSON).createParser(file.toFile())) {
      if (events.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("the profile is not an array of events");
      }
      while (events.nextToken() == JsonToken.START_OBJECT) {
        JsonNode event = JSON.readTree(events);
        String name = event.path("name").asText();
        if (name.equals("model_run")) {
          runStarts.add(event.path("ts").asLong());
        } else if (event.path("cat").asText().equals("Node") && name.endsWith("_kernel_time")) {
          String operator = event.path("args").path("op_name").asText();
          if (!WITH_BODIES.contains(operator)) {
            kernels.add(
                new Kernel(operator, event.path("ts").asLong(), event.path("dur").asLong()));
          }
        }
      }
    }
    runStarts.sort(null);
    long from = skippedRuns < runStarts.size() ? runStarts.get(skippedRuns) : 0;
    Map<String, Double> seconds = new HashMap<>();
    for (Kernel kernel : kernels) {
      if (kernel.start() >= from) {
        seconds.merge(kernel.operator(), kernel.microseconds() / MICROSECONDS, Double::sum);
      }
    }
    return new OperatorTimes(seconds);
  }
}
