package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.tools.Call;
import io.lntune.tools.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder whose steps with and without a cache are two branches trains in the latter. */
final class MergedDecoderTest {
  /** The same arithmetic in other words, read off values near 1. */
  private static final float SAME = 1e-6f;

  private static final Tensor SCALE = Tensor.ofFloats("own", Shape.of(4), 1, 2, 1, 1);

  private static final String EXAMPLES =
      """
      {"x": [1, -2, 3, 0.5], "labels": 1}
      {"x": [0, 2, 1, 4], "labels": 0}
      """;

  @TempDir private Path folder;

  private static Sketch weights() {
    return new Sketch()
        .input("x", DataType.FLOAT, "batch", 4)
        .ramp("scale", 0.5, 0.1, 4)
        .ramp("bias", 0, 0.05, 4)
        .ramp("head", -0.5, 0.1, 4, 3);
  }

  private static Path plain(Path file) throws IOException {
    return weights()
        .node("LayerNormalization", "normed", List.of("x", "scale", "bias"))
        .node("MatMul", "logits", List.of("normed", "head"))
        .output("logits", "batch", 3)
        .save(file);
  }

  @Test
  void aScaleThatOnlyOneBranchHasIsRefusedBeforeTraining() throws IOException {
    Path base = merged(folder.resolve("model.onnx"), true);
    Call refused = Call.of("doctor", base, "--loss", "cross-entropy").expect(4);
    assertTrue(refused.err().contains("inside a branch"), refused.err());
    assertTrue(refused.err().contains("decoder_model.onnx"), refused.err());
  }

  private static Path merged(Path file) throws IOException {
    return merged(file, false);
  }

  /** Both branches end in {@code logits} and {@code present}; one adds the past to its input. */
  private static Path merged(Path file, boolean ownScale) throws IOException {
    Sketch sketch =
        weights()
            .input("past_key_values.0.key", DataType.FLOAT, "batch", 4)
            .input("use_cache_branch", DataType.BOOL, 1);
    Graph graph = sketch.graph();
    Map<String, Attribute> branches = new LinkedHashMap<>();
    for (String name : List.of("then_branch", "else_branch")) {
      branches.put(
          name, new Attribute.GraphValue(branch(graph, name.startsWith("then"), ownScale)));
    }
    Value logits = graph.define("logits");
    Value present = graph.define("present.0.key");
    Value condition = Objects.requireNonNull(graph.find("use_cache_branch"));
    graph.insert(
        null,
        OpId.onnx("If"),
        "optimum::if",
        List.of(condition),
        List.of(logits, present),
        branches);
    return sketch.output("logits", "batch", 3).output("present.0.key", "batch", 4).save(file);
  }

  private static Graph branch(Graph outer, boolean cached, boolean ownScale) {
    Graph branch = new Graph(outer);
    branch.setName(cached ? "with_past" : "no_past");
    Value x = outer.find("x");
    Value input = cached ? node(branch, "Add", "sum", x, outer.find("past_key_values.0.key")) : x;
    Value normed =
        node(
            branch,
            "LayerNormalization",
            "normed",
            input,
            ownScale ? branch.putInitializer(SCALE) : outer.find("scale"),
            outer.find("bias"));
    Value logits = node(branch, "MatMul", "logits_inner", normed, outer.find("head"));
    branch.addOutput(logits);
    branch.addOutput(node(branch, "Identity", "present_inner", normed));
    return branch;
  }

  private static Value node(Graph graph, String op, String name, Value... inputs) {
    Value output = graph.define(name);
    output.setType(new TensorType(DataType.FLOAT, (Shape) null));
    graph.insert(null, OpId.onnx(op), name, List.of(inputs), List.of(output), Map.of());
    return output;
  }

  @Test
  void theBranchWithoutCacheIsTrainedAndBothAreMerged() throws IOException {
    Path data = folder.resolve("data.jsonl");
    Files.writeString(data, EXAMPLES);
    Path base = merged(folder.resolve("decoder_model_merged.onnx"));
    JsonNode inspected = Call.of("inspect", base, "--json").expect(0).json();
    assertEquals(1, inspected.path("norms").size(), inspected.toString());
    Call.of("doctor", base, "--loss", "cross-entropy").expect(0);
    Path run = folder.resolve("run");
    Map<String, float[]> gradients =
        Run.step(base, data, run, "--loss", "cross-entropy").gradients();
    Path single = plain(folder.resolve("plain.onnx"));
    Map<String, float[]> wanted =
        Run.step(single, data, folder.resolve("other"), "--loss", "cross-entropy").gradients();
    assertEquals(wanted.keySet(), gradients.keySet());
    wanted.forEach((name, values) -> assertArrayEquals(values, gradients.get(name), SAME, name));

    Path tuned = folder.resolve("tuned.onnx");
    Call.of("merge", run, "--out", tuned).expect(0);
    JsonNode diff = Call.of("diff", base, tuned, "--json").expect(0).json();
    assertEquals(0, diff.path("others").asInt(), diff.toString());
    Graph graph = ModelReader.read(tuned).graph();
    Node decoder = graph.nodes().get(0);
    assertTrue(decoder.is("If"));
    for (String branch : List.of("then_branch", "else_branch")) {
      assertTrue(
          decoder.attributes().graph(branch).nodes().stream()
              .anyMatch(node -> node.inputs().contains(graph.find("scale"))),
          branch);
    }
    double ofRun = loss("eval", run, "--data", data, "--json");
    double ofModel = loss("eval", tuned, "--loss", "cross-entropy", "--data", data, "--json");
    assertEquals(ofRun, ofModel, SAME);
  }

  private static double loss(Object... call) {
    return Call.of(call).expect(0).json().path("loss").asDouble();
  }
}
