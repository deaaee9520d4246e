package io.lntune.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Ten steps of each optimizer, clipping and schedules as recorded from PyTorch 2.13.0 and
 * transformers 5.18.0. Gradients range from 0 and 1e-8 to 1e4. Parameters must agree in every bit.
 */
final class PyTorchReferenceTest {
  /** Our norm is summed in double, PyTorch's in float: a few units in the last place. */
  private static final double NORM_TOLERANCE = 1e-6;

  /** The recorded factors are doubles; only the order of two operations may differ. */
  private static final double DOUBLE_TOLERANCE = 1e-14;

  private static JsonNode read(String name) throws IOException {
    try (InputStream input = PyTorchReferenceTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(input));
    }
  }

  private static float[] floats(JsonNode list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).floatValue();
    }
    return values;
  }

  private static OptimizerSettings settings(JsonNode recorded) {
    double decay = recorded.path("weight_decay").asDouble(0);
    return recorded.get("optimizer").asText().equals("AdamW")
        ? AdamWSettings.DEFAULT
            .withBetas(
                recorded.get("betas").get(0).asDouble(), recorded.get("betas").get(1).asDouble())
            .withEpsilon(recorded.get("eps").asDouble())
            .withWeightDecay(decay)
        : new SgdSettings(
            recorded.path("momentum").asDouble(0),
            recorded.path("dampening").asDouble(0),
            recorded.path("nesterov").asBoolean(false),
            decay);
  }

  @TestFactory
  Stream<DynamicTest> optimizersFollowPyTorch() throws IOException {
    JsonNode reference = read("optimizer_reference.json");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode recorded : reference.get("cases")) {
      tests.add(
          DynamicTest.dynamicTest(
              recorded.get("name").asText(), () -> follow(reference, recorded)));
    }
    assertEquals(12, tests.size());
    return tests.stream();
  }

  private static void follow(JsonNode reference, JsonNode recorded) {
    ParameterState parameter = Parameters.of("p", floats(reference.get("start")));
    Optimizer optimizer = settings(recorded).create(List.of(parameter));
    for (int step = 0; step < reference.get("gradients").size(); step++) {
      optimizer.step(
          recorded.get("lr").asDouble(),
          List.of(Parameters.gradient(floats(reference.get("gradients").get(step)))));
      assertArrayEquals(
          floats(recorded.get("float32").get(step)), Parameters.values(parameter), "step " + step);
    }
  }

  @Test
  void clippingFollowsPyTorch() throws IOException {
    JsonNode reference = read("optimizer_reference.json").get("clip_grad_norm");
    for (JsonNode recorded : reference.get("cases")) {
      List<FloatBuffer> gradients = new ArrayList<>();
      reference.get("gradients").forEach(list -> gradients.add(FloatBuffer.wrap(floats(list))));
      ClippedNorm clipped =
          new GlobalNormClipping(recorded.get("max_norm").asDouble()).clip(gradients);
      assertEquals(recorded.get("total_norm").asDouble(), clipped.norm(), NORM_TOLERANCE);
      for (int i = 0; i < gradients.size(); i++) {
        assertArrayEquals(
            floats(recorded.get("clipped").get(i)),
            gradients.get(i).array(),
            (float) NORM_TOLERANCE);
      }
    }
  }

  @Test
  void schedulesFollowTransformers() throws IOException {
    for (JsonNode recorded : read("schedule_reference.json").get("cases")) {
      long warmup = recorded.get("warmup_steps").asLong();
      long total = recorded.get("total_steps").asLong();
      LearningRateSchedule schedule =
          recorded.get("schedule").asText().equals("linear")
              ? new LinearSchedule(1, warmup, total)
              : new CosineSchedule(1, warmup, total);
      for (int step = 0; step < recorded.get("factors").size(); step++) {
        assertEquals(
            recorded.get("factors").get(step).asDouble(),
            schedule.at(step),
            DOUBLE_TOLERANCE,
            schedule + " at " + step);
      }
    }
  }
}
