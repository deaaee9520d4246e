package io.lntune.graph.rewrite.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ModelSketch;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DequantizeAtUseTest {
  private static final int SIZE = 48;

  @TempDir Path directory;

  private static Tensor weight(DataType type, int size) {
    double[] elements =
        new Random(size).ints((long) size * size, -99, 99).asDoubleStream().toArray();
    return TensorElements.encode("w", type, Shape.of(size, size), elements);
  }

  /** x and its product with a weight are both multiplied with the weight. */
  private static Model twice(Tensor weight, String conversion, Object... attributes) {
    return ModelSketch.opset(21)
        .input("x", DataType.FLOAT, 2, weight.shape().dim(0).size())
        .initializer(weight)
        .scalar("scale", 0.01f)
        .node(conversion, "real", conversion.equals("Cast") ? "w" : "w scale", attributes)
        .node("MatMul", "a", "x real")
        .node("MatMul", "y", "a real")
        .outputs("y")
        .model();
  }

  @Test
  void everyUseHasItsOwnConversionThatTheRuntimeKeeps() throws OrtException {
    Model dequantized = twice(weight(DataType.INT8, SIZE), "DequantizeLinear");
    assertEquals(2, conversionsAtRunTime(dequantized, "DequantizeLinear"));
    Model cast = twice(weight(DataType.FLOAT16, SIZE), "Cast", "to", DataType.FLOAT.code());
    assertEquals(2, conversionsAtRunTime(cast, "Cast"));
  }

  /** Beside the two of the weight there are two in what keeps the runtime from evaluating them. */
  @Test
  void bfloat16WeightsStayToo() throws OrtException {
    Model cast = twice(weight(DataType.BFLOAT16, SIZE), "Cast", "to", DataType.FLOAT.code());
    assertEquals(4, conversionsAtRunTime(cast, "Cast"));
    assertFalse(run(cast));
  }

  /** Its target is a sum too, as that of a view is, but of other sizes. */
  @Test
  void aWeightInAComputedShapeIsNoView() {
    Model model =
        ModelSketch.opset(21)
            .input("n", DataType.INT64, 1)
            .initializer(weight(DataType.BFLOAT16, SIZE))
            .longs("wide", SIZE / 2 - 1, 2 * SIZE - 1)
            .node("Add", "target", "wide n")
            .node("Reshape", "r", "w target")
            .node("Cast", "y", "r", "to", DataType.FLOAT.code())
            .node("Neg", "z", "y")
            .node("Abs", "a", "y")
            .outputs("z a")
            .model();
    assertFalse(run(model));
  }

  /** An open size serves where there is one, which no trained tensor has. */
  @Test
  void bfloat16WeightsNeedNoTrainedTensor() throws OrtException {
    Model model = twice(weight(DataType.BFLOAT16, SIZE), "Cast", "to", DataType.FLOAT.code());
    TensorType open =
        new TensorType(DataType.FLOAT, new Shape(List.of(Dim.symbolic("n"), Dim.of(SIZE))));
    model.graph().find("x").setType(open);
    assertEquals(2, conversionsAtRunTime(model, "Cast"));
  }

  @Test
  void weightsThatAViewCannotShow() throws OrtException {
    byte[] bytes = new byte[SIZE * SIZE];
    new Random(4).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] &= (byte) 0xBF; // leaves no NaN
    }
    Shape shape = Shape.of(SIZE, SIZE);
    InlineBytes eight = new InlineBytes(ByteBuffer.wrap(bytes));
    InlineBytes four = new InlineBytes(ByteBuffer.wrap(bytes, 0, SIZE * SIZE / 2).slice());
    for (DataType type : List.of(DataType.INT4, DataType.UINT4)) {
      Model model = twice(new Tensor("w", type, shape, four, null), "DequantizeLinear");
      assertEquals(2, conversionsAtRunTime(model, "DequantizeLinear"), type.toString());
    }
    for (DataType type : List.of(DataType.FLOAT8E4M3FN, DataType.FLOAT8E5M2)) {
      Model model = twice(new Tensor("w", type, shape, eight, null), "DequantizeLinear");
      assertEquals(2, conversionsAtRunTime(model, "DequantizeLinear"), type.toString());
    }
  }

  @Test
  void aSecondRunAddsCopiesForNewUsesOnly() {
    assertCopiesForNewUses(twice(weight(DataType.INT8, SIZE), "DequantizeLinear"), 4);
    Model cast = twice(weight(DataType.BFLOAT16, SIZE), "Cast", "to", DataType.FLOAT.code());
    assertCopiesForNewUses(cast, 10);
  }

  /** A copy has {@code size} nodes together with the use. */
  private static void assertCopiesForNewUses(Model model, int size) {
    assertTrue(run(model));
    int nodes = model.graph().nodeCount();
    assertFalse(run(model));
    Node last = Objects.requireNonNull(model.graph().find("y").producer());
    Value again = model.graph().define("again");
    List<Value> inputs = List.of(model.graph().find("y"), last.requiredInput(1));
    model.graph().insert(null, last.op(), "again", inputs, List.of(again), Map.of());
    model.graph().addOutput(again);
    assertTrue(run(model));
    assertEquals(nodes + size, model.graph().nodeCount());
  }

  @Test
  void smallWeightsAndFloatWeightsStay() {
    assertFalse(run(twice(weight(DataType.INT8, 4), "DequantizeLinear")));
    Model real =
        ModelSketch.opset(21)
            .input("x", DataType.FLOAT, 2, SIZE)
            .initializer(weight(DataType.FLOAT, SIZE))
            .node("Transpose", "t", "w")
            .node("MatMul", "y", "x t")
            .outputs("y")
            .model();
    assertFalse(run(real));
  }

  private static boolean run(Model model) {
    boolean changed = new DequantizeAtUse().run(model);
    new DeadNodeElimination(true).run(model);
    return changed;
  }

  /** Conversions left in the graph as the runtime optimised it; results must not change. */
  private long conversionsAtRunTime(Model model, String type) throws OrtException {
    Map<String, Tensor> feeds = RuntimeOutputs.feeds(model, 5);
    Map<String, Tensor> before = RuntimeOutputs.of(model, feeds);
    assertTrue(run(model));
    GraphCheck.check(model);
    TensorAssertions.assertClose(before, RuntimeOutputs.of(model, feeds), 0);
    Path file = directory.resolve(type + ".onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setOptimizedModelFilePath(file.toString());
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.addConfigEntry("session.disable_quant_qdq", "1");
      byte[] bytes = ModelWriter.toBytes(model, TensorPlacement.INLINE);
      RuntimeThread.environment().createSession(bytes, options).close();
    }
    Model optimised = ModelReader.read(file);
    Set<DataType> stored =
        Set.of(
            DataType.INT8,
            DataType.FLOAT16,
            DataType.BFLOAT16,
            DataType.INT64,
            DataType.INT4,
            DataType.UINT4,
            DataType.FLOAT8E4M3FN,
            DataType.FLOAT8E5M2);
    optimised.graph().initializers().stream()
        .filter(value -> value.initializer().elementCount() > 1)
        .forEach(value -> assertTrue(stored.contains(value.elementType()), value::toString));
    return optimised.graph().nodes().stream().filter(node -> node.is(type)).count();
  }
}
