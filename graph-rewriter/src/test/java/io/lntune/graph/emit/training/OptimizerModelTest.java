package io.lntune.graph.emit.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names and orders here are those that ONNX Runtime Training checks when it loads the file. */
final class OptimizerModelTest {
  @TempDir private Path folder;

  private Model model(OptimizerSpec spec) throws IOException {
    Path file = folder.resolve("optimizer_model.onnx");
    Files.write(file, OptimizerModel.bytes(spec));
    return ModelReader.read(file);
  }

  private static List<String> names(List<Value> values) {
    return values.stream().map(Value::name).toList();
  }

  @Test
  void adamWReadsBothMoments() throws IOException {
    Model model = model(new OptimizerSpec.AdamW(0.8, 0.99, 1e-6, 0.25, 0));

    assertEquals(
        List.of(
            "learning_rate",
            "step",
            "params",
            "gradients",
            "first_order_moments",
            "second_order_moments"),
        names(model.graph().inputs()));
    Node node = model.graph().nodes().get(0);
    assertEquals(1, model.graph().nodeCount());
    assertEquals("com.microsoft::AdamWOptimizer", node.op().toString());
    assertEquals(new Attribute.FloatValue(0.8f), node.attributes().asMap().get("alpha"));
    assertEquals(new Attribute.FloatValue(0.99f), node.attributes().asMap().get("beta"));
    assertEquals(new Attribute.FloatValue(1e-6f), node.attributes().asMap().get("epsilon"));
    assertEquals(new Attribute.FloatValue(0.25f), node.attributes().asMap().get("weight_decay"));
    assertEquals(new Attribute.IntValue(0), node.attributes().asMap().get("adam_mode"));
    assertEquals(Shape.of(1), model.graph().outputs().get(0).shape());
    assertEquals(1L, model.opsets().get("com.microsoft"));
  }

  @Test
  void plainDescentDeclaresAMomentThatItDoesNotRead() throws IOException {
    Model model = model(new OptimizerSpec.Sgd(0));

    assertEquals(
        List.of("learning_rate", "step", "params", "gradients", "first_order_moments"),
        names(model.graph().inputs()));
    Node node = model.graph().nodes().get(0);
    assertEquals("com.microsoft::SGDOptimizerV2", node.op().toString());
    assertEquals(List.of("learning_rate", "params", "gradients"), names(inputs(node)));
    assertEquals(Shape.SCALAR, model.graph().outputs().get(0).shape());
  }

  @Test
  void clippingComesBetweenGradientsAndOptimizer() throws IOException {
    Model model = model(OptimizerSpec.adamW(0, 0.5));

    Node clip = model.graph().nodes().get(0);
    Node optimizer = model.graph().nodes().get(1);
    assertEquals("com.microsoft::InplaceClipGradNorm", clip.op().toString());
    assertEquals(new Attribute.FloatValue(0.5f), clip.attributes().asMap().get("max_norm"));
    assertEquals(List.of("gradients"), names(inputs(clip)));
    assertEquals(clip.requiredOutput(0), optimizer.requiredInput(3));
  }

  private static List<Value> inputs(Node node) {
    return node.inputs().stream().map(Value.class::cast).toList();
  }
}
