package io.lntune.graph.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicDirectoryTest {
  @TempDir private Path folder;

  @Test
  void appearsOnlyWhenComplete() throws IOException {
    Path target = folder.resolve("run");
    AtomicDirectory.create(
        target,
        false,
        inside -> {
          assertTrue(Files.notExists(target));
          Files.createDirectory(inside.resolve("deep"));
          Files.writeString(inside.resolve("deep").resolve("a"), "1");
        });
    assertEquals("1", Files.readString(target.resolve("deep").resolve("a")));
    assertEquals(List.of("run"), names());
  }

  @Test
  void failureLeavesTheOldDirectory() throws IOException {
    Path target = folder.resolve("run");
    AtomicDirectory.create(target, false, inside -> Files.writeString(inside.resolve("a"), "1"));
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () ->
                AtomicDirectory.create(
                    target,
                    true,
                    inside -> {
                      Files.writeString(inside.resolve("a"), "2");
                      throw new IOException("No space left on device");
                    }));
    assertEquals("The disk is full", failure.what());
    assertEquals("1", Files.readString(target.resolve("a")));
    assertEquals(List.of("run"), names());
  }

  @Test
  void replacesOnlyWhenAllowed() throws IOException {
    Path target = folder.resolve("run");
    AtomicDirectory.create(target, false, inside -> Files.writeString(inside.resolve("old"), "1"));
    LntuneException refused =
        assertThrows(
            LntuneException.class, () -> AtomicDirectory.create(target, false, inside -> {}));
    assertEquals("Already exists", refused.what());
    AtomicDirectory.create(target, true, inside -> Files.writeString(inside.resolve("new"), "2"));
    assertTrue(Files.notExists(target.resolve("old")));
    assertEquals("2", Files.readString(target.resolve("new")));
    assertEquals(List.of("run"), names());
  }

  @Test
  void removesWholeTreesButFollowsNoLink() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "keep");
    Path doomed = Files.createDirectory(folder.resolve("doomed"));
    Files.createSymbolicLink(doomed.resolve("link"), outside);
    Files.createDirectory(doomed.resolve("deep"));
    AtomicDirectory.remove(doomed);
    assertEquals(List.of("outside"), names());
    assertEquals("keep", Files.readString(outside));
  }

  @Test
  void removesWhatKilledWritersLeft() throws IOException {
    Path abandoned = TemporarySibling.of(folder.resolve("checkpoint-5"));
    Files.createDirectory(abandoned);
    Files.writeString(abandoned.resolve("half"), "x");
    Files.writeString(folder.resolve(".mine"), "keep");
    AtomicDirectory.removeAbandoned(folder);
    assertEquals(List.of(".mine"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
