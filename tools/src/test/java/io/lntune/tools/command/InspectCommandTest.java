package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {
  @Test
  void textShowsWhatThereIs() {
    String out = Call.of("inspect", Models.model("bert-seq-ts17")).expect(0).out();
    for (String wanted :
        new String[] {
          "IR version  8",
          "opsets      ai.onnx 17",
          "producer    pytorch 2.13.0",
          "nodes       250",
          "parameters  23,491",
          "input_ids       int64[batch, sequence]",
          "16   MatMul",
          "normalisation layers (5)",
          "bert.embeddings.LayerNorm.weight",
          "1E-12"
        }) {
      assertTrue(out.contains(wanted), wanted + " in\n" + out);
    }
  }

  @Test
  void jsonHasTheSameFacts() {
    JsonNode root = Call.of("inspect", Models.model("bert-seq-ts17"), "--json").expect(0).json();
    assertEquals(17, root.at("/opsets/ai.onnx").asInt());
    assertEquals(250, root.path("node_count").asInt());
    assertEquals(16, root.at("/operators/MatMul").asInt());
    assertEquals(23_491, root.path("parameter_count").asLong());
    assertEquals("batch", root.at("/inputs/0/shape/0").asText());
    assertEquals(3, root.at("/outputs/0/shape/1").asInt());
    assertEquals(5, root.path("norms").size());
    JsonNode norm = root.at("/norms/0");
    assertEquals("layer-normalization", norm.path("form").asText());
    assertEquals("bert.embeddings.LayerNorm", norm.path("module").asText());
    assertEquals(32, norm.path("width").asLong());
    assertEquals(1e-12, norm.path("epsilon").asDouble());
    assertEquals("bert.embeddings.LayerNorm.bias", norm.path("bias").asText());
    assertTrue(norm.path("selected").asBoolean());
  }

  @Test
  void localFunctionsAreNamedAndTheNormsInThemFound() {
    JsonNode root =
        Call.of("inspect", "--json", Models.model("v-bert-dy18-localfn")).expect(0).json();
    assertTrue(!root.path("functions").isEmpty(), root.toString());
    assertEquals(5, root.path("norms").size());
  }

  @Test
  void externalFilesAreListedWithTheirSizes() {
    JsonNode root = Call.of("inspect", "--json", Models.model("v-bert-extdata")).expect(0).json();
    assertEquals(1, root.path("external_data").size());
    assertEquals("model.onnx.data", root.at("/external_data/0/file").asText());
    assertTrue(root.at("/external_data/0/size_bytes").asLong() > 0);
  }

  @Test
  void aNormWithoutBiasHasNone() {
    JsonNode root = Call.of("inspect", "--json", Models.model("llama-lm-ts14")).expect(0).json();
    assertTrue(root.path("norms").size() > 0);
    assertTrue(root.at("/norms/0/bias").isNull(), root.at("/norms/0").toString());
  }

  @Test
  void theFilesOfOnnxRuntimeTrainingSayWhatTheyAre(@TempDir Path folder) {
    String set = folder.resolve("set").toString();
    Call.of(
            "emit",
            Models.model("bert-seq-ts17"),
            "--loss",
            "cross-entropy",
            "--self-contained",
            "--clip-norm",
            "2",
            "--out",
            set)
        .expect(0);
    String checkpoint = Path.of(set, "checkpoint").toString();
    String out = Call.of("inspect", checkpoint).expect(0).out();
    assertTrue(out.contains("trained parameters (10)"), out);
    JsonNode root = Call.of("inspect", "--json", checkpoint).expect(0).json();
    assertEquals(10, root.path("trained").size());
    assertEquals(32, root.at("/trained/0/shape/0").asInt());
    assertEquals(0, root.path("step").asInt());
    JsonNode optimizer = role(set, "optimizer_model.onnx");
    assertEquals("AdamWOptimizer", optimizer.path("optimizer").asText());
    assertEquals("2.0", optimizer.path("max_norm").asText());
    assertEquals("training model", role(set, "training_model.onnx").path("name").asText());
    assertTrue(role(set, "eval_model.onnx").isMissingNode());
  }

  private static JsonNode role(String folder, String file) {
    return Call.of("inspect", "--json", Path.of(folder, file).toString())
        .expect(0)
        .json()
        .path("training_role");
  }
}
