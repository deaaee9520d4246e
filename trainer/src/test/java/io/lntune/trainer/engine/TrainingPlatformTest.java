package io.lntune.trainer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrainingPlatformTest {
  @Test
  void platformsHaveTheNamesThatJavaGivesThem() {
    assertEquals(Optional.of(TrainingPlatform.LINUX_X86_64), TrainingPlatform.of("Linux", "amd64"));
    assertEquals(
        Optional.of(TrainingPlatform.LINUX_ARM64), TrainingPlatform.of("Linux", "aarch64"));
    assertEquals(
        Optional.of(TrainingPlatform.MACOS_ARM64), TrainingPlatform.of("Mac OS X", "aarch64"));
    assertEquals(
        Optional.of(TrainingPlatform.WINDOWS_X86_64), TrainingPlatform.of("Windows 11", "amd64"));
  }

  @Test
  void whatHasNoBuildHasNoPlatform() {
    assertEquals(Optional.empty(), TrainingPlatform.of("Windows 11", "aarch64"));
    assertEquals(Optional.empty(), TrainingPlatform.of("Linux", "riscv64"));
    assertEquals(Optional.empty(), TrainingPlatform.of("FreeBSD", "amd64"));
  }
}
