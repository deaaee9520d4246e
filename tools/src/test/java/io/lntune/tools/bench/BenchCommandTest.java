package io.lntune.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.tools.Call;
import io.lntune.tools.Main;
import io.lntune.tools.Models;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Starts real processes, each of which loads the runtime. */
@Tag("slow")
final class BenchCommandTest {
  private static final Object MODEL = Models.model("bert-seq-ts17");

  private static JsonNode bench(String peer) {
    return Call.of(
            "bench",
            MODEL,
            "--batch",
            2,
            "--seq",
            8,
            "--steps",
            2,
            "--starts",
            1,
            "--json",
            "--peer",
            peer)
        .expect(0)
        .json();
  }

  @Test
  void twoProgramsThatAnswerTakeTurns() {
    String java = ProcessHandle.current().info().command().orElse("java");
    String served =
        String.format(
            "'%s' -cp '%s' %s bench '%s' --batch 2 --seq 8 --serve",
            java, System.getProperty("java.class.path"), Main.class.getName(), MODEL);
    JsonNode report = bench(served);
    assertEquals(2, report.at("/peer/step_seconds").size(), report.toString());
    assertTrue(report.at("/ratio/step").asDouble() > 0, report.toString());
    assertTrue(report.at("/gemm_share").asDouble() > 0, report.toString());
  }

  @Test
  void aProgramThatMeasuresItselfIsRunWhole() {
    JsonNode report = bench("echo '{\"step_seconds_median\": 2.0, \"first_step_seconds\": 4.0}'");
    assertEquals(2.0, report.at("/peer/step_seconds_median").asDouble());
    assertTrue(report.at("/ratio/first_step").asDouble() > 0, report.toString());
    assertTrue(report.at("/peer/peak_resident_bytes").isNull(), report.toString());
  }

  @Test
  void aPeerThatEndsIsNamed() {
    Call call =
        Call.of("bench", MODEL, "--batch", 2, "--seq", 8, "--steps", 1, "--peer", "true").expect(5);
    assertTrue(call.err().contains("ended early\nwhere: true"), call.err());
  }
}
