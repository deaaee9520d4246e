package io.lntune.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.parse.ModelReader;
import io.lntune.tools.Models;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Terminal;
import io.lntune.trainer.data.NamedArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchServerTest {
  private static final BenchSettings SETTINGS = new BenchSettings(3, 7, 1, 2, 1, 1, 1);

  private static BenchPlan plan(String model) {
    ByteArrayOutputStream none = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(new PrintStream(none, true), new PrintStream(none, true));
    Invocation invocation = Invocation.of(new BenchCommand("none"), List.of(), terminal);
    return BenchPlan.of(invocation, Models.model(model), SETTINGS);
  }

  @Test
  void everyRequestGetsOneLine() throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    byte[] requests =
        "step\n\nforward\nprofile\nmemory\nquit\nstep\n".getBytes(StandardCharsets.UTF_8);
    new BenchServer(
            plan("bert-seq-ts17"),
            SETTINGS,
            new ByteArrayInputStream(requests),
            new PrintStream(answers, true, StandardCharsets.UTF_8))
        .serve();
    List<String> lines = answers.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("ready", lines.get(0));
    assertEquals(6, lines.size(), "one line per request up to quit: " + lines);
    for (String seconds : lines.subList(1, 4)) {
      assertTrue(Double.parseDouble(seconds) > 0, lines.toString());
    }
    JsonNode operators = new ObjectMapper().readTree(lines.get(4));
    assertTrue(operators.path("MatMul").asDouble() > 0, lines.get(4));
  }

  @Test
  void tokensStayBelowTheVocabularyAndMasksAreOnes() {
    BenchPlan plan = plan("bert-seq-ts17");
    long vocabulary =
        EmbeddingRows.of(ModelReader.read(Models.model("bert-seq-ts17")).graph()).get("input_ids");
    for (NamedArray array : plan.batch().arrays()) {
      long bound =
          Map.of("input_ids", vocabulary, "token_type_ids", 2L, "attention_mask", 2L, "labels", 3L)
              .get(array.name());
      assertEquals(3, array.size(0), array.toString());
      for (int i = 0; i < array.longs().limit(); i++) {
        long value = array.longs().get(i);
        assertTrue(value >= 0 && value < bound, array + " has " + value);
        assertTrue(!array.name().equals("attention_mask") || value == 1, "masks are ones");
      }
    }
  }

  @Test
  void aLanguageModelIsTrainedOnTheNextToken() {
    BenchPlan plan = plan("llama-lm-ts14");
    assertEquals("causal-lm", plan.training().loss().kind());
  }
}
