package io.lntune.trainer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsWriter;
import io.lntune.trainer.engine.TrainingEngine;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationTest {
  /** Batches of another size are added up in another order. */
  private static final double SAME_LOSS = 1e-5;

  private final Digits digits = new Digits();

  private Evaluation.Summary evaluate(Dataset data, int batchSize) {
    try (TrainingEngine engine = digits.engine()) {
      return Evaluation.run(engine, digits.plan(), data, batchSize, (done, all) -> {});
    }
  }

  /** Goes through the data one image at a time with nothing of the metric classes. */
  private double countedByHand(Dataset data) {
    int right = 0;
    try (TrainingEngine engine = digits.engine()) {
      for (long example = 0; example < data.size(); example++) {
        Batch batch = data.batch(new long[] {example});
        long label = batch.array("labels").longs().get(0);
        FloatBuffer logits =
            Objects.requireNonNull(engine.evaluate(batch.arrays()).outputs().get("logits"))
                .floats();
        boolean best = true;
        for (int other = 0; other < Digits.CLASSES; other++) {
          best &= other == label || logits.get(other) < logits.get((int) label);
        }
        right += best ? 1 : 0;
      }
    }
    return (double) right / data.size();
  }

  @Test
  void accuracyIsTheShareCountedByHand() {
    try (Dataset data = digits.heldOutData()) {
      Evaluation.Summary summary = evaluate(data, 64);
      assertEquals(497, summary.examples());
      double accuracy = Objects.requireNonNull(summary.metrics().get("accuracy"));
      assertTrue(accuracy > 0.2 && accuracy < 1, "accuracy " + accuracy);
      assertEquals(countedByHand(data), accuracy);
      assertEquals(List.of("accuracy"), List.copyOf(summary.metrics().keySet()));
    }
  }

  @Test
  void theBatchSizeDoesNotMatter() {
    try (Dataset data = digits.heldOutData()) {
      Evaluation.Summary small = evaluate(data, 7);
      Evaluation.Summary large = evaluate(data, 497);
      assertEquals(large.metrics(), small.metrics());
      assertEquals(large.loss(), small.loss(), SAME_LOSS);
    }
  }

  @Test
  void ignoredLabelsDoNotCount(@TempDir Path folder) {
    float[] pixels = new float[3 * 64];
    pixels[70] = 1;
    try (Dataset first = write(folder.resolve("a.safetensors"), pixels, 3, -100, -100);
        Dataset second = write(folder.resolve("b.safetensors"), pixels, -100, 3, -100);
        Dataset both = write(folder.resolve("c.safetensors"), pixels, 3, 3, -100)) {
      Evaluation.Summary summary = evaluate(both, 2);
      assertEquals(3, summary.examples());
      double mean = (evaluate(first, 3).loss() + evaluate(second, 3).loss()) / 2;
      assertEquals(mean, summary.loss(), SAME_LOSS);
    }
  }

  private Dataset write(Path file, float[] pixels, long... labels) {
    SafetensorsWriter.write(
        file,
        false,
        Map.of(),
        List.of(
            NamedArray.ofFloats("pixel_values", pixels, labels.length, 1, 8, 8),
            NamedArray.ofLongs("labels", labels, labels.length)));
    return digits.open(file);
  }

  @Test
  void aLabelOutOfRangeIsRefused(@TempDir Path folder) {
    try (Dataset data = write(folder.resolve("data.safetensors"), new float[2 * 64], 0, 12)) {
      LntuneException failure = assertThrows(LntuneException.class, () -> evaluate(data, 1));
      assertEquals("example 1", failure.where());
    }
  }

  @Test
  void progressReachesTheEnd() {
    List<String> heard = new ArrayList<>();
    try (Dataset data = digits.heldOutData();
        TrainingEngine engine = digits.engine()) {
      Evaluation.run(
          engine, digits.plan(), data, 200, (done, all) -> heard.add(done + " of " + all));
    }
    assertEquals(List.of("200 of 497", "400 of 497", "497 of 497"), heard);
  }
}
