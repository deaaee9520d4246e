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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file, the result is a checkpoint or a message. */
final class DamagedCheckpointTest {
  private static final int TRIALS = 4000;
  private static final int HEADER_BYTES = 8;

  @TempDir private Path folder;

  private Path file;
  private byte[] intact;

  @BeforeEach
  void writeOne() throws IOException {
    file = folder.resolve("checkpoint");
    Tensor value = Tensor.ofFloats("norm.weight", Shape.of(4), 1, 2, 3, 4);
    Tensor moment = Tensor.ofFloats("momentum0", Shape.of(4), 5, 6, 7, 8);
    TrainingCheckpoint.of(List.of(value))
        .withGroups(
            List.of(
                new OptimizerGroup(
                    "group0",
                    1,
                    1e-3f,
                    List.of(new ParameterMoments("norm.weight", List.of(moment))))))
        .withProperties(new CheckpointProperties(Map.of("a", 1L), Map.of(), Map.of("b", "c")))
        .write(file, false);
    intact = Files.readAllBytes(file);
  }

  @Test
  void flippedBytesGiveAMessageOrACheckpoint() throws IOException {
    Random random = new Random(5);
    int refused = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] damaged = intact.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[HEADER_BYTES + random.nextInt(damaged.length - HEADER_BYTES)] =
            (byte) random.nextInt(256);
      }
      refused += isRefused(damaged) ? 1 : 0;
    }
    assertTrue(refused > TRIALS / 10, refused + " refused");
    assertTrue(refused < TRIALS, "values may be changed without notice");
  }

  @Test
  void extremeOffsetsAndLengthsGiveAMessageOrACheckpoint() throws IOException {
    for (int value : new int[] {0, -1, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      for (int at = 0; at + 4 <= intact.length; at += 2) {
        byte[] damaged = intact.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        isRefused(damaged);
      }
    }
  }

  @Test
  void everyCutIsRefused() throws IOException {
    for (int length = 0; length < intact.length / 2; length++) {
      assertTrue(isRefused(Arrays.copyOf(intact, length)), length + " bytes");
    }
  }

  private boolean isRefused(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try {
      TrainingCheckpoint.read(file);
      return false;
    } catch (LntuneException refused) {
      assertFalse(refused.what().isEmpty());
      return true;
    }
  }

  @Test
  void aTensorThatIsListedAMillionTimesIsRefused() throws IOException {
    List<Tensor> many = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      many.add(Tensor.ofFloats("t" + i, Shape.of(0)));
    }
    String longName = "n".repeat(400_000);
    many.add(Tensor.ofFloats(longName, Shape.of(0)));
    TrainingCheckpoint.of(many).write(file, true);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int vector = vectorOf(bytes, many.size());
    // "n..." sorts before "t...", so the first entry is the long one.
    int target = vector + bytes.getInt(vector);
    for (int i = 0; i < many.size(); i++) {
      bytes.putInt(vector + 4 * i, target - (vector + 4 * i));
    }

    assertTrue(isRefused(bytes.array()));
  }

  /** Position of the first entry of the only vector with {@code length} entries. */
  private static int vectorOf(ByteBuffer bytes, int length) {
    for (int at = 0; at + 4 <= bytes.limit(); at += 4) {
      if (bytes.getInt(at) == length) {
        return at + 4;
      }
    }
    throw new IllegalStateException("no vector of " + length);
  }

  @Test
  void anotherVersionAndAnotherFileAreNamed() throws IOException {
    byte[] other = intact.clone();
    ByteBuffer bytes = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN);
    int root = bytes.getInt(0);
    int vtable = root - bytes.getInt(root);
    bytes.putInt(root + bytes.getShort(vtable + 4), 1);
    Files.write(file, other);
    LntuneException version =
        assertThrows(LntuneException.class, () -> TrainingCheckpoint.read(file));
    assertEquals("The checkpoint has version 1, known is 2", version.what());

    Files.write(file, "this is something else".getBytes(StandardCharsets.UTF_8));
    assertFalse(TrainingCheckpoint.isCheckpoint(file));
    assertThrows(LntuneException.class, () -> TrainingCheckpoint.read(file));
    assertThrows(LntuneException.class, () -> TrainingCheckpoint.read(folder.resolve("missing")));
  }
}
