package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import io.lntune.graph.reference.ReferenceEvaluator;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.RewriteDriver;
import io.lntune.graph.rewrite.lower.LoweringRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators without a rule of their own have their gradients from what they are lowered to. */
class LoweredGradientTest {
  private static final long SEED = 37;

  private final Graph graph = new Graph(null);
  private final Model model = new Model(graph);
  private final Random random = new Random(SEED);
  private final Map<String, Array> feeds = new LinkedHashMap<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> wanted = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "linear, zeros",
    "linear, border",
    "linear, reflection",
    "nearest, zeros",
    "cubic, zeros"
  })
  void sampledImages(String mode, String padding) {
    set("mode", mode);
    set("padding_mode", padding);
    floats(1, 2, 4, 3);
    if (mode.equals("nearest")) {
      fed(Array.random(DataType.FLOAT, random, -1, 1, 1, 3, 2, 2));
    } else {
      floats(1, 3, 2, 2);
    }
    check("GridSample");
  }

  @Test
  void affineGrids() {
    floats(2, 2, 3);
    longs(2, 1, 3, 4);
    check("AffineGrid");
  }

  @Test
  void foldedColumns() {
    attributes.put("strides", new Attribute.Ints(List.of(2L, 1L)));
    attributes.put("pads", new Attribute.Ints(List.of(1L, 0L, 1L, 0L)));
    floats(1, 2 * 6, 6);
    longs(4, 4);
    longs(3, 2);
    // (4 + 2 - 3) / 2 + 1 = 2 by (4 - 2) + 1 = 3 places.
    check("Col2Im");
  }

  @Test
  void unpooledMaxima() {
    attributes.put("kernel_shape", new Attribute.Ints(List.of(2L, 2L)));
    attributes.put("strides", new Attribute.Ints(List.of(2L, 2L)));
    floats(1, 1, 2, 2);
    fed(Array.longs(new long[] {1, 1, 2, 2}, 0, 3, 9, 14));
    longs(1, 1, 4, 4);
    check("MaxUnpool");
  }

  @Test
  void compressedAxes() {
    set("axis", 1);
    floats(2, 4);
    fed(Array.of(DataType.BOOL, new long[] {4}, 1, 0, 1, 1));
    check("Compress");
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0, 0", "1, 1, 0", "2, 0, 1", "2, 1, 1"})
  void fourierTransforms(long parts, long oneSided, long inverse) {
    set("onesided", oneSided);
    set("inverse", inverse);
    floats(2, 5, parts);
    inputs.add(null);
    scalar(1);
    check("DFT");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void shortTimeFourierTransforms(long oneSided) {
    set("onesided", oneSided);
    floats(2, 9, 1);
    scalar(2);
    floats(4);
    check("STFT");
  }

  @Test
  void aSignalWithoutAnAxisOfParts() {
    floats(2, 9);
    scalar(2);
    floats(4);
    check("STFT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "sum", "mean"})
  void lossesInsideTheModel(String reduction) {
    set("reduction", reduction);
    set("ignore_index", 2);
    floats(2, 3, 4);
    fed(Array.longs(new long[] {2, 4}, 0, 2, 1, 1, 2, 0, 1, 0));
    floats(3);
    check("SoftmaxCrossEntropyLoss");
  }

  @Test
  void middles() {
    floats(5, 2, 3);
    longs(2, 5, 3);
    check("CenterCropPad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "circular"})
  void writtenCaches(String mode) {
    set("mode", mode);
    floats(2, 5, 3);
    floats(2, 2, 3);
    fed(Array.longs(new long[] {2}, 1, mode.equals("linear") ? 3 : 4));
    check("TensorScatter");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 4", "1, 0, 2", "2, 1, 2", "3, 1, 4"})
  void attentionAndItsScores(long stage, long causal, long keyHeads) {
    set("qk_matmul_output_mode", stage);
    set("is_causal", causal);
    attributes.put("softcap", new Attribute.FloatValue(2));
    floats(2, 4, 3, 2);
    floats(2, keyHeads, 3, 2);
    floats(2, keyHeads, 3, 2);
    if (causal == 0) {
      floats(3, 3);
    } else {
      inputs.addAll(Arrays.asList(null, null, null));
      fed(Array.longs(new long[] {2}, 3, 2));
    }
    // Hidden scores are the lowest number, whose differences say nothing.
    check("Attention", stage == 2 ? List.of("y") : List.of("y", "", "", "scores"));
  }

  private void check(String op) {
    check(op, List.of("y"));
  }

  private void check(String op, List<String> names) {
    List<Value> outputs = new ArrayList<>();
    for (String name : names) {
      outputs.add(name.isEmpty() ? null : graph.define(name));
    }
    Node node = graph.insert(null, OpId.onnx(op), "node", inputs, outputs, attributes);
    outputs.stream().filter(output -> output != null).forEach(graph::addOutput);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    new RewriteDriver(LoweringRules.all()).apply(model);
    assertTrue(!graph.nodes().contains(node), op + " is not lowered");
    ShapeOracle.infer(model);
    Map<Value, Value> seeds = new LinkedHashMap<>();
    Map<String, Array> upstream = new LinkedHashMap<>();
    Map<String, Array> results = new ReferenceEvaluator().evaluate(graph, feeds);
    for (Value output : List.copyOf(graph.outputs())) {
      Value seed =
          fedValue(
              "d" + output.name(),
              Array.random(DataType.FLOAT, random, -1, 1, results.get(output.name()).dims()));
      seeds.put(output, seed);
      upstream.put(output.name(), feeds.get(seed.name()));
    }
    Map<Value, Value> gradients =
        new ReverseMode(StandardGradients.registry(), OperatorTarget.STANDARD)
            .differentiate(graph, seeds, wanted);
    assertEquals(wanted.size(), gradients.size());
    DirectionalCheck check = new DirectionalCheck(graph, feeds, upstream);
    gradients.forEach(
        (value, gradient) -> {
          Array found = new ReferenceEvaluator().evaluate(graph, feeds, gradient.name());
          DirectionalCheck.Outcome outcome = check.check(value.name(), found, SEED);
          assertTrue(
              outcome.relativeError() < Tolerances.CENTRAL_DIFFERENCE,
              value.name() + " " + outcome.detail());
        });
  }

  private void set(String name, String value) {
    attributes.put(name, new Attribute.StringValue(value));
  }

  private void set(String name, long value) {
    attributes.put(name, new Attribute.IntValue(value));
  }

  /** The next input, whose gradient is wanted. */
  private void floats(long... dims) {
    wanted.add(fed(Array.random(DataType.FLOAT, random, -1, 1, dims)));
  }

  private Value fed(Array array) {
    Value value = fedValue("x" + inputs.size(), array);
    inputs.add(value);
    return value;
  }

  private void longs(long... elements) {
    inputs.add(
        graph.putInitializer(
            Tensor.ofLongs("x" + inputs.size(), Shape.of(elements.length), elements)));
  }

  private void scalar(long element) {
    inputs.add(graph.putInitializer(Tensor.ofLongs("x" + inputs.size(), Shape.of(), element)));
  }

  private Value fedValue(String name, Array array) {
    Value value = graph.define(name);
    value.setType(new TensorType(array.type(), Shape.of(array.dims())));
    feeds.put(name, array);
    return graph.addInput(value);
  }
}
