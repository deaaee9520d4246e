package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TagCommandTest {
  private static final String BERT = "bert-seq-ts17";

  @Test
  void theLastLineIsPeftsSummary() {
    List<String> lines = Call.of("tag", Models.model(BERT)).expect(0).out().lines().toList();
    assertEquals(
        "trainable params: 320 || all params: 23,491 || trainable%: 1.3622",
        lines.get(lines.size() - 1));
    assertEquals(1 + 10 + 1, lines.size());
  }

  @Test
  void theSummaryIsSpelledAsInThePublishedExamples() {
    assertEquals(
        "trainable params: 38,400 || all params: 109,483,778 || trainable%: 0.0351",
        TrainableLine.of(38_400, 109_483_778));
    assertEquals(
        "trainable params: 100,352 || all params: 559,314,944 || trainable%: 0.0179",
        TrainableLine.of(100_352, 559_314_944));
  }

  @Test
  void jsonListsEveryParameter() {
    JsonNode root = Call.of("tag", "--json", Models.model(BERT)).expect(0).json();
    assertEquals(320, root.path("trainable_params").asLong());
    assertEquals(23_491, root.path("all_params").asLong());
    assertEquals(10, root.path("parameters").size());
    assertEquals("scale", root.at("/parameters/0/role").asText());
    assertEquals(32, root.at("/parameters/0/shape/0").asInt());
    assertEquals("float", root.at("/parameters/0/stored_type").asText());
  }

  @Test
  void aSuffixSelectsWholeSegments() {
    JsonNode embeddings =
        Call.of("tag", Models.model(BERT), "--target-suffix", "embeddings.LayerNorm", "--json")
            .expect(0)
            .json();
    assertEquals(2, embeddings.path("parameters").size());
    Call.of("tag", Models.model(BERT), "--target-suffix", "Norm").expect(2);
  }

  @Test
  void severalSuffixesAddUp() {
    JsonNode root =
        Call.of(
                "tag",
                Models.model(BERT),
                "--target-suffix",
                "embeddings.LayerNorm",
                "--target-suffix",
                "attention.output.LayerNorm",
                "--json")
            .expect(0)
            .json();
    assertEquals(2 + 2 * 2, root.path("parameters").size());
  }

  @Test
  void alsoAddsToTheNorms() {
    JsonNode root =
        Call.of("tag", Models.model(BERT), "--also", "classifier\\..*", "--json").expect(0).json();
    assertTrue(root.path("parameters").size() > 10, root.toString());
  }

  @Test
  void anUnknownTargetIsAUsageErrorWithExamples() {
    Call call = Call.of("tag", Models.model(BERT), "--target", "nothing.*").expect(2);
    assertTrue(call.err().contains("bert.embeddings.LayerNorm"), call.err());
  }

  @Test
  void aBrokenPatternIsAUsageError() {
    assertTrue(Call.of("tag", Models.model(BERT), "--target", "(").expect(2).err().contains("'('"));
  }

  @Test
  void parametersThatShareStorageAreNoted() {
    String out = Call.of("tag", Models.model("bert-lninit-ts17")).expect(0).out();
    assertTrue(out.contains("untied from 'bert.embeddings.LayerNorm.weight'"), out);
  }
}
