package io.lntune.graph.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.ModelSketch;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The model of all tests sums its input with itself. */
final class RuntimeThreadTest {
  /** Enough for every thread of the runtime to get a part. */
  private static final int ELEMENTS = 1 << 18;

  private static final float SUBNORMAL = Float.MIN_NORMAL / 4;

  private static float[] doubled(OrtSession session, float value) throws OrtException {
    float[] values = new float[ELEMENTS];
    Arrays.fill(values, value);
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                RuntimeThread.environment(), FloatBuffer.wrap(values), new long[] {ELEMENTS});
        OrtSession.Result result = RuntimeThread.call(() -> session.run(Map.of("x", input)))) {
      return (float[]) result.get(0).getValue();
    }
  }

  private static OrtSession open() throws OrtException {
    OrtEnvironment environment = RuntimeThread.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(2);
      RuntimeThread.flushSubnormals(options);
      return environment.createSession(doubling(), options);
    }
  }

  private static byte[] doubling() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, ELEMENTS);
    Model model = sketch.node("Add", "y", "x x").outputs("y").model();
    return ModelWriter.toBytes(model, TensorPlacement.INLINE);
  }

  @Test
  void subnormalNumbersAreZeroOnEveryThreadOfTheRuntime() throws OrtException {
    try (OrtSession session = open()) {
      for (float each : doubled(session, SUBNORMAL)) {
        assertEquals(0, each);
      }
      assertEquals(2 * Float.MIN_NORMAL, doubled(session, Float.MIN_NORMAL)[0]);
    }
  }

  @Test
  void aCallersArithmeticStaysThatOfJava() throws OrtException {
    try (OrtSession session = open()) {
      float before = doubled(session, 1)[0] * SUBNORMAL;
      assertTrue(before > 0, "the caller's thread takes subnormal numbers for zero");
    }
  }

  @Test
  void whatFailsOnTheThreadFailsForTheCaller() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            RuntimeThread.call(
                () -> {
                  throw new IllegalArgumentException("of the work");
                }));
    assertThrows(
        OrtException.class,
        () ->
            RuntimeThread.call(
                () -> {
                  throw new OrtException("of the runtime");
                }));
  }

  @Test
  void anInterruptedCallerGetsTheResultAndStaysInterrupted() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("nothing");
    Thread caller =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                seen.set(RuntimeThread.call(() -> "done"));
              } catch (OrtException e) {
                seen.set("refused");
              }
              seen.updateAndGet(text -> text + " " + Thread.currentThread().isInterrupted());
            });
    caller.start();
    caller.join();
    assertEquals("done true", seen.get());
  }
}
