package io.lntune.graph.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicWriteTest {
  @TempDir private Path folder;

  @Test
  void writesANewFileAndLeavesNothingElse() throws IOException {
    AtomicWrite.text(folder.resolve("a.txt"), false, "héllo");
    assertEquals("héllo", Files.readString(folder.resolve("a.txt")));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void replacesOnlyWhenAllowed() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicWrite.text(target, false, "old");
    LntuneException refused =
        assertThrows(LntuneException.class, () -> AtomicWrite.text(target, false, "new"));
    assertTrue(refused.what().contains("exists"), refused.what());
    assertEquals("old", Files.readString(target));
    AtomicWrite.text(target, true, "new");
    assertEquals("new", Files.readString(target));
  }

  @Test
  void failureWhileWritingKeepsTheOldFile() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicWrite.text(target, false, "old");
    IOException full = new FileSystemException("a.txt", null, "No space left on device");
    LntuneException failure =
        assertThrows(
            LntuneException.class,
            () ->
                AtomicWrite.toFile(
                    target,
                    true,
                    channel -> {
                      throw full;
                    }));
    assertEquals("The disk is full", failure.what());
    assertEquals(full, failure.getCause());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void ownErrorsOfTheWriterPassThrough() throws IOException {
    LntuneException own = LntuneException.checkFailed("wrong", "", "");
    LntuneException thrown =
        assertThrows(
            LntuneException.class,
            () ->
                AtomicWrite.toFile(
                    folder.resolve("a.txt"),
                    false,
                    channel -> {
                      throw own;
                    }));
    assertEquals(own, thrown);
    assertEquals(List.of(), names());
  }

  @Test
  void aMappedFileKeepsItsBytesWhenReplaced() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicWrite.text(target, false, "old");
    try (FileChannel channel = FileChannel.open(target)) {
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 3);
      AtomicWrite.text(target, true, "n");
      assertEquals('o', mapped.get(0));
      assertEquals('d', mapped.get(2));
    }
  }

  @Test
  void refusesAFolderAndAMissingParent() {
    assertTrue(failure(folder).contains("folder"), failure(folder));
    Path orphan = folder.resolve("missing").resolve("a.txt");
    assertEquals("The folder does not exist", failure(orphan));
  }

  @Test
  void wordsForWhatSystemsSay() {
    Path target = folder.resolve("a.txt");
    assertEquals(
        "The file system is read-only",
        WriteFailure.of(target, new ReadOnlyFileSystemException()).what());
    assertEquals(
        "The file system is read-only",
        WriteFailure.of(target, new FileSystemException("a", null, "Read-only file system"))
            .what());
    assertEquals(
        "No permission to write", WriteFailure.of(target, new AccessDeniedException("a")).what());
    assertEquals(
        "The disk quota is used up",
        WriteFailure.of(target, new IOException("Disk quota exceeded")).what());
    assertEquals(
        "The disk is full",
        WriteFailure.of(target, new IOException("There is not enough space on the disk")).what());
    assertEquals(
        "Cannot write: strange", WriteFailure.of(target, new IOException("strange")).what());
  }

  private String failure(Path target) {
    return assertThrows(LntuneException.class, () -> AtomicWrite.text(target, true, "x")).what();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
