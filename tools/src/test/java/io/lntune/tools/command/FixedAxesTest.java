package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.DataType;
import io.lntune.tools.Call;
import io.lntune.tools.Sketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that take one batch size or one length only. */
final class FixedAxesTest {
  /** A mean over 5 tokens that is added up in another order, read off values near 1. */
  private static final float SAME_MEAN = 1e-6f;

  private static final Object[] LOSS = {"--loss", "cross-entropy", "--batch-size", "4"};

  @TempDir private Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = folder.resolve("data.jsonl");
    Files.writeString(
        data,
        """
        {"tokens": [1, 2, 3], "labels": [0, -100, -100]}
        {"tokens": [4], "labels": [2]}
        {"tokens": [3, 3], "labels": [1, 1]}
        {"tokens": [2, 5, 0], "labels": [-100, -100, 2]}
        """);
  }

  /** Scores of 3 classes for each of a row of tokens. */
  private Path model(String name, Object batch, Object length) throws IOException {
    return new Sketch()
        .input("input_ids", DataType.INT64, batch, length)
        .ramp("table", -1, 0.2, 6, 4)
        .ramp("scale", 0.5, 0.1, 4)
        .ramp("bias", 0, 0.05, 4)
        .ramp("head", -0.5, 0.1, 4, 3)
        .node("Gather", "embedded", List.of("table", "input_ids"))
        .node("LayerNormalization", "normed", List.of("embedded", "scale", "bias"))
        .node("MatMul", "logits", List.of("normed", "head"))
        .output("logits", batch, length, 3)
        .save(folder.resolve(name));
  }

  private Map<String, float[]> gradients(Path model, String run, Object... options)
      throws IOException {
    Object[] all = new Object[LOSS.length + 2 + options.length];
    System.arraycopy(LOSS, 0, all, 0, LOSS.length);
    all[LOSS.length] = "--column";
    all[LOSS.length + 1] = "input_ids=tokens";
    System.arraycopy(options, 0, all, LOSS.length + 2, options.length);
    return Run.step(model, data, folder.resolve(run), all).gradients();
  }

  @Test
  void aBatchOfOneIsAccumulatedWithEveryLabelCountingAlike() throws IOException {
    Map<String, float[]> whole = gradients(model("free.onnx", "batch", "length"), "free");
    Map<String, float[]> single = gradients(model("one.onnx", 1, "length"), "one");
    assertEquals(whole.keySet(), single.keySet());
    whole.forEach((name, values) -> assertArrayEquals(values, single.get(name), SAME_MEAN, name));
    Call evaluation =
        Call.of("eval", folder.resolve("one"), "--data", data, "--column", "input_ids=tokens");
    assertTrue(evaluation.expect(0).out().contains("examples 4"), evaluation.out());
  }

  @Test
  void aFixedBatchOfTwoIsAccumulatedToo() throws IOException {
    Map<String, float[]> whole = gradients(model("free.onnx", "batch", "length"), "free");
    Map<String, float[]> pairs = gradients(model("two.onnx", 2, "length"), "two");
    whole.forEach((name, values) -> assertArrayEquals(values, pairs.get(name), SAME_MEAN, name));
  }

  @Test
  void shortExamplesAreFilledToAFixedLength() throws IOException {
    Map<String, float[]> free = gradients(model("free.onnx", "batch", "length"), "free");
    Map<String, float[]> long5 = gradients(model("five.onnx", 1, 5), "five");
    free.forEach((name, values) -> assertArrayEquals(values, long5.get(name), SAME_MEAN, name));
  }

  @Test
  void longExamplesAreCutOnlyWhenAsked() throws IOException {
    Path model = model("two.onnx", "batch", 2);
    Call refused =
        Call.of(
                "train",
                model,
                "--data",
                data,
                "--out",
                folder.resolve("refused"),
                "--loss",
                "cross-entropy",
                "--column",
                "input_ids=tokens")
            .expect(3);
    assertTrue(refused.err().contains("--truncate"), refused.err());
    Map<String, float[]> cut = gradients(model, "cut", "--truncate");
    Files.writeString(
        data,
        """
        {"tokens": [1, 2], "labels": [0, -100]}
        {"tokens": [4], "labels": [2]}
        {"tokens": [3, 3], "labels": [1, 1]}
        {"tokens": [2, 5], "labels": [-100, -100]}
        """);
    Map<String, float[]> written = gradients(model, "written");
    written.forEach((name, values) -> assertArrayEquals(values, cut.get(name), SAME_MEAN, name));
  }

  @Test
  void aColumnMustNameWhatTheModelHas() throws IOException {
    Path model = model("free.onnx", "batch", "length");
    Object[] call = {
      "train",
      model,
      "--data",
      data,
      "--out",
      folder.resolve("run"),
      "--loss",
      "cross-entropy",
      "--column",
      ""
    };
    Call missing = Call.of(Arrays.copyOf(call, call.length - 2)).expect(3);
    assertTrue(missing.err().contains("--column"), missing.err());
    for (String wrong : List.of("ids=tokens", "input_ids", "input_ids=")) {
      call[call.length - 1] = wrong;
      Call refused = Call.of(call).expect(2);
      assertTrue(refused.err().contains("input_ids, labels"), refused.err());
    }
  }
}
