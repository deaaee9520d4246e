package io.lntune.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfileReaderTest {
  private static final String PROFILE =
      """
      [{"cat":"Session","name":"session_initialization","ts":1,"dur":5,"args":{}},
       {"cat":"Node","name":"m_fence_before","ts":11,"dur":1,"args":{"op_name":"MatMul"}},
       {"cat":"Node","name":"m_kernel_time","ts":12,"dur":900,"args":{"op_name":"MatMul"}},
       {"cat":"Session","name":"model_run","ts":10,"dur":950,"args":{}},
       {"cat":"Node","name":"m_kernel_time","ts":1002,"dur":300,"args":{"op_name":"MatMul"}},
       {"cat":"Node","name":"s_kernel_time","ts":1001,"dur":302,"args":{"op_name":"Scan"}},
       {"cat":"Node","name":"a_kernel_time","ts":1400,"dur":100,"args":{"op_name":"Add"}},
       {"cat":"Session","name":"model_run","ts":1000,"dur":600,"args":{}}]
      """;

  @Test
  void runsOfTheWarmUpAreLeftOut(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("profile.json"), PROFILE);
    OperatorTimes times = ProfileReader.read(file, 1);
    assertEquals(Map.of("MatMul", 300e-6, "Add", 100e-6), times.seconds());
    assertEquals(0.75, times.gemmShare());
    assertEquals(1200e-6, ProfileReader.read(file, 0).seconds().get("MatMul"));
  }
}
