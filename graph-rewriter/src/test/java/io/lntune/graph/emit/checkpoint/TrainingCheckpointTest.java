package io.lntune.graph.emit.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.OptimizerGroup.ParameterMoments;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingCheckpointTest {
  private static final Tensor SCALE = Tensor.ofFloats("z.scale", Shape.of(3), 1, 0.5f, -2);
  private static final Tensor BIAS = Tensor.ofFloats("a.bias", Shape.of(1, 2), 0, 1e-30f);
  private static final Tensor FROZEN = Tensor.ofLongs("frozen", Shape.SCALAR, 1L << 40);
  private static final TrainingCheckpoint FULL =
      new TrainingCheckpoint(
          List.of(SCALE, BIAS),
          List.of(FROZEN),
          false,
          List.of(
              new OptimizerGroup(
                  TrainingCheckpoint.GROUP,
                  17,
                  0.25f,
                  List.of(
                      new ParameterMoments(
                          "a.bias",
                          List.of(
                              Tensor.ofFloats("momentum0", Shape.of(1, 2), 3, 4),
                              Tensor.ofFloats("momentum1", Shape.of(1, 2), 5, 6)))))),
          new CheckpointProperties(
              Map.of("epoch", -3L), Map.of("best", 0.125f), Map.of("note", "größer")));

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("checkpoint");
  }

  private TrainingCheckpoint read() {
    return TrainingCheckpoint.read(file);
  }

  @Test
  void everythingIsReadAsItWasWritten() {
    FULL.write(file, false);

    assertTrue(TrainingCheckpoint.isCheckpoint(file));
    assertContent(read());
  }

  @Test
  void valuesBeyondTheLimitGoToAFileOfTheirOwn() throws IOException {
    CheckpointWriter.write(FULL, file, false, 0);

    Path data = folder.resolve("checkpoint.data");
    assertEquals(3 * 4 + 2 * 4 + 8 + 2 * 2 * 4, Files.size(data));
    assertContent(read());

    Files.write(data, new byte[5]);
    assertThrows(LntuneException.class, this::read);
    Files.delete(data);
    LntuneException missing = assertThrows(LntuneException.class, this::read);
    assertTrue(missing.what().contains("checkpoint.data"), missing.what());
  }

  private static void assertContent(TrainingCheckpoint read) {
    assertEquals(
        List.of("a.bias", "z.scale"), read.trainable().stream().map(Tensor::name).toList());
    assertSame(BIAS, read.parameter("a.bias").orElseThrow());
    assertSame(SCALE, read.parameter("z.scale").orElseThrow());
    assertSame(FROZEN, read.frozen().get(0));
    assertFalse(read.nominal());
    assertEquals(17, read.step());
    OptimizerGroup group = read.groups().get(0);
    assertEquals("group0", group.name());
    assertEquals(0.25f, group.initialLearningRate());
    List<Tensor> expected = FULL.groups().get(0).parameters().get(0).moments();
    assertEquals("a.bias", group.parameters().get(0).parameter());
    assertSame(expected.get(0), group.parameters().get(0).moments().get(0));
    assertSame(expected.get(1), group.parameters().get(0).moments().get(1));
    assertEquals(FULL.properties(), read.properties());
  }

  private static void assertSame(Tensor expected, Tensor actual) {
    assertEquals(expected.name(), actual.name());
    assertEquals(expected.elementType(), actual.elementType());
    assertEquals(expected.shape(), actual.shape());
    assertEquals(expected.bytes(), actual.bytes());
  }

  @Test
  void aNominalCheckpointHasTypesAndShapesOnly() {
    FULL.withoutValues().write(file, false);

    TrainingCheckpoint read = read();

    assertTrue(read.nominal());
    assertEquals(Shape.of(3), read.parameter("z.scale").orElseThrow().shape());
    assertFalse(read.parameter("z.scale").orElseThrow().bytes().hasRemaining());
    assertTrue(read.groups().isEmpty());
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    TrainingCheckpoint twice = TrainingCheckpoint.of(List.of(SCALE, SCALE));

    assertThrows(LntuneException.class, () -> twice.write(file, false));
    assertFalse(Files.exists(file));
  }

  /** Saved by ONNX Runtime 1.24.1 after five steps of AdamW at the rate 0.001. */
  @Test
  void whatTheRuntimeSavedIsRead() throws IOException {
    try (InputStream saved =
        TrainingCheckpointTest.class.getResourceAsStream("saved_by_onnxruntime.checkpoint")) {
      Files.copy(Objects.requireNonNull(saved), file);
    }

    TrainingCheckpoint read = read();

    assertEquals(10, read.trainable().size());
    assertTrue(read.frozen().isEmpty());
    assertEquals(5, read.step());
    assertEquals(10, read.groups().get(0).parameters().size());
    for (ParameterMoments each : read.groups().get(0).parameters()) {
      assertEquals(
          List.of("momentum0", "momentum1"), each.moments().stream().map(Tensor::name).toList());
      assertEquals(
          read.parameter(each.parameter()).orElseThrow().shape(), each.moments().get(0).shape());
    }
  }
}
