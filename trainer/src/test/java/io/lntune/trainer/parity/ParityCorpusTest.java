package io.lntune.trainer.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.trainer.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped model gives PyTorch's outputs, gradients and trained values. */
final class ParityCorpusTest {
  /** Fewer means that the folder was not found and the parameterised test passes on nothing. */
  private static final int MINIMUM_CASES = 16;

  private final ParityRunner runner = new ParityRunner(EngineOptions.DEFAULT);

  static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CaseFolder.CORPUS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void casesWereFound() throws IOException {
    assertTrue(cases().size() >= MINIMUM_CASES, cases().toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPyTorch(Path folder) {
    ParityResult result = runner.run(folder);
    assertTrue(result.passed(), result.toString());
    assertEquals("", result.reason());
    assertEquals(String.valueOf(folder.getFileName()), result.name());
    assertTrue(result.errorOverTolerance() > 0, "nothing was compared: " + result);
  }
}
