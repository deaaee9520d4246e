package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  private static final Path BERT = Models.model("bert-seq-ts17");

  @TempDir private Path folder;

  /** A norm, then the three operators, of which nobody knows a gradient, one after another. */
  private Path blocked() throws IOException {
    Graph graph = new Graph(null);
    graph.setName("blocked");
    Value value = graph.addInput(graph.define("x"));
    value.setType(new TensorType(DataType.FLOAT, Shape.of(2, 4, 4)));
    Value scale = graph.putInitializer(Tensor.ofFloats("ln.weight", Shape.of(4), 1, 2, 3, 4));
    value = node(graph, OpId.onnx("LayerNormalization"), value, scale);
    value = node(graph, new OpId("my.shop", "Twist"), value);
    value = node(graph, OpId.microsoft("SampleOp"), value);
    graph.addOutput(node(graph, OpId.onnx("SplitToSequence"), value));
    Model model = new Model(graph);
    model.opsets().put("", 17L);
    model.opsets().put(OpId.MICROSOFT, 1L);
    model.opsets().put("my.shop", 2L);
    Path file = folder.resolve("blocked.onnx");
    Files.write(file, ModelWriter.toBytes(model, TensorPlacement.INLINE));
    return file;
  }

  private static Value node(Graph graph, OpId op, Value... inputs) {
    Value output = graph.define("after_" + op.type());
    graph.insert(null, op, "/block/" + op.type(), List.of(inputs), List.of(output), Map.of());
    return output;
  }

  @Test
  void aModelThatCanBeTrainedIsReady() {
    Call call = Call.of("doctor", BERT, "--loss", "cross-entropy").expect(0);
    List<String> lines = call.out().lines().toList();
    assertEquals("ready: 10 tensors, 320 elements to train", lines.get(lines.size() - 1));
    assertTrue(call.out().contains("kept activations"), call.out());
    assertEquals("", call.err());
  }

  @Test
  void everyObstacleIsListedAtOnce() throws IOException {
    Call call = Call.of("doctor", blocked(), "--loss", "mse").expect(4);
    for (String node : List.of("/block/Twist", "/block/SampleOp", "/block/SplitToSequence")) {
      assertTrue(call.out().contains("blocked at node '" + node + "'"), call.out());
    }
    assertTrue(call.out().contains("Twist of my.shop opset 2"), call.out());
    assertTrue(call.out().contains("cuts off  ln.weight"), call.out());
    assertTrue(call.err().contains("3 things stand in the way"), call.err());
  }

  @Test
  void jsonNamesOperatorNodeModuleAndTensors() throws IOException {
    JsonNode root = Call.of("doctor", blocked(), "--loss", "mse", "--json").expect(4).json();
    assertFalse(root.path("ready").asBoolean(true));
    assertEquals(4, root.path("trainable_params").asLong());
    assertEquals("ln.weight", root.at("/parameters/0").asText());
    assertEquals(3, root.path("blockers").size());
    JsonNode split =
        StreamSupport.stream(root.path("blockers").spliterator(), false)
            .filter(blocker -> blocker.path("op").asText().equals("SplitToSequence"))
            .findFirst()
            .orElseThrow();
    assertEquals("no-gradient", split.path("kind").asText());
    assertEquals("ai.onnx", split.path("domain").asText());
    assertEquals(17, split.path("opset").asLong());
    assertEquals("/block/SplitToSequence", split.path("node").asText());
    assertEquals("block", split.path("module").asText());
    assertEquals("ln.weight", split.at("/cuts_off/0").asText());
    assertFalse(split.path("reason").asText().isEmpty());
    assertFalse(split.path("suggestion").asText().isEmpty());
    assertTrue(root.path("account").isNull());
    assertFalse(root.path("account_gap").asText().isEmpty());
  }

  @Test
  void jsonOfAReadyModelHasTheAccount() {
    JsonNode root =
        Call.of("doctor", BERT, "--loss", "cross-entropy", "--batch", "2", "--seq", "16", "--json")
            .expect(0)
            .json();
    assertTrue(root.path("ready").asBoolean());
    assertEquals(0, root.path("blockers").size());
    assertEquals(0, root.path("parameters_without_gradient").size());
    assertEquals(0, root.path("refused_norms").size());
    JsonNode account = root.path("account");
    assertEquals(2, account.path("batch").asLong());
    assertEquals(16, account.path("sequence").asLong());
    assertEquals(320 * 4, account.path("trainable_bytes").asLong());
    assertEquals(0, account.path("uncounted").asLong());
    for (String cost : List.of("forward_flops", "backward_flops", "kept_activation_bytes")) {
      assertTrue(account.path(cost).asLong() > 0, account.toString());
    }
    assertTrue(account.path("frozen_bytes").asLong() > 23_000 * 4, account.toString());
  }

  @Test
  void costsGrowWithTheBatch() {
    long one = forwardFlops("1");
    assertEquals(4 * one, forwardFlops("4"));
  }

  private static long forwardFlops(String batch) {
    return Call.of("doctor", BERT, "--loss", "mse", "--batch", batch, "--seq", "16", "--json")
        .expect(0)
        .json()
        .at("/account/forward_flops")
        .asLong();
  }

  @Test
  void wrongCallsAreUsageErrors() {
    Call.of("doctor", BERT).expect(2);
    Call.of("doctor", BERT, "--loss", "mse", "--batch", "0").expect(2);
    Call.of("doctor", BERT, "--loss", "mse", "--loss-output", "nothing").expect(2);
    Call.of("doctor", BERT, "--loss", "mse", "--target", "nothing").expect(2);
    Call.of("doctor", folder.resolve("none.onnx"), "--loss", "mse").expect(3);
  }
}
