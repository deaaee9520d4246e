package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.infer.BlockedLayoutProbe;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RandomTensor;
import io.lntune.graph.rewrite.RewriteDriver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole graphs of blocked operators: which block size they have, and that they compute the same.
 */
final class BlockSizeTest {
  private static final int MACHINE = 8;

  private final Graph graph = new Graph(null);
  private final GraphBuilder builder = GraphBuilder.atEnd(graph, "test");

  @ParameterizedTest
  @CsvSource({
    // Only 8 divides the outputs.
    "3, 24, 24, 8",
    // Eight added outputs fill up a block of 16.
    "3, 16, 5, 16",
    // Of 12 channels a block of 8 would have made 16.
    "12, 16, 16, 16",
    // The plain input has a whole block of 8, which would have been reordered.
    "8, 16, 16, 16",
    // Nothing tells.
    "3, 16, 12, 8"
  })
  void weightsTellTheSize(int inputs, int outputs, int channels, int expected) {
    Value x = input(Shape.of(1, inputs, 4, 4));
    graph.addOutput(cut(convolution(x, inputs, outputs), channels));
    assertEquals(expected, BlockSize.of(graph, () -> MACHINE));
  }

  @Test
  void graphsThatCannotBeLoweredWholeHaveNone() {
    Value x = input(Shape.of(1, 3, 4, 4));
    Value y = convolution(x, 3, 24);
    graph.addOutput(cut(y, 24));
    graph.addOutput(blocked("Surprise", Map.of(), y));
    assertEquals(BlockSize.UNKNOWN, BlockSize.of(graph, () -> MACHINE));
    assertEquals(BlockSize.UNKNOWN, BlockSize.of(new Graph(null), () -> MACHINE));
  }

  @ParameterizedTest
  @CsvSource({"nearest, asymmetric", "linear, half_pixel", "linear, align_corners"})
  void poolsAndUpsamplingComputeTheSame(String mode, String coordinates) {
    Value x = input(Shape.of(2, 12, 5, 5));
    Value y = blocked("ReorderInput", Map.of(), x);
    Map<String, Attribute> window =
        Map.of("kernel_shape", ints(3, 3), "pads", ints(1, 1, 1, 1), "strides", ints(2, 1));
    y = blocked("MaxPool", window, y);
    y =
        blocked(
            "Upsample",
            Map.of(
                "scales",
                ints(1, 1, 2, 3),
                "mode",
                new Attribute.StringValue(mode),
                "coordinate_transformation_mode",
                new Attribute.StringValue(coordinates)),
            y);
    y = blocked("AveragePool", window, y);
    graph.addOutput(cut(y, 12));
    graph.addOutput(cut(blocked("GlobalAveragePool", Map.of(), y), 12));
    graph.addOutput(cut(blocked("GlobalMaxPool", Map.of(), y), 12));
    Tensor feed = RandomTensor.uniform("x", 3, 2, 12, 5, 5);
    List<double[]> expected = OrtRun.outputs(graph, 21, List.of(feed));

    int block = BlockSize.of(graph, BlockedLayoutProbe::machineBlock);
    assertTrue(block > 0, "this machine has a blocked layout");
    Model model = new Model(graph);
    model.opsets().put("", 21L);
    new RewriteDriver(LoweringRules.all(block)).apply(model);

    assertTrue(graph.nodes().stream().allMatch(node -> node.op().domain().isEmpty()));
    List<double[]> actual = OrtRun.outputs(graph, 21, List.of(feed));
    for (int i = 0; i < expected.size(); i++) {
      LoweringCheck.assertClose(expected.get(i), actual.get(i), "output " + i);
    }
  }

  private Value input(Shape shape) {
    Value x = graph.define("x");
    x.setType(new TensorType(DataType.FLOAT, shape));
    return graph.addInput(x);
  }

  private Value convolution(Value x, int inputs, int outputs) {
    Value weights = builder.constant(RandomTensor.uniform("w", 3, outputs, inputs, 1, 1));
    return blocked("Conv", Map.of(), x, weights);
  }

  private Value cut(Value x, long channels) {
    return blocked("ReorderOutput", Map.of("channels", new Attribute.IntValue(channels)), x);
  }

  private Value blocked(String type, Map<String, Attribute> attributes, Value... inputs) {
    OpId op = new OpId(LowerBlockedLayout.DOMAIN, type);
    return builder.typed(builder.call(op, attributes, inputs), DataType.FLOAT);
  }

  private static Attribute ints(long... values) {
    return new Attribute.Ints(Arrays.stream(values).boxed().toList());
  }
}
