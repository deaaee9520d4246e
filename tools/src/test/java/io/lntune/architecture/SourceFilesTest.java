package io.lntune.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One idea per file: sizes of the hand-written sources, in lines. */
final class SourceFilesTest {
  private static final int MINIMUM_FILES = 5;
  private static final int LARGEST_FILE = 500;
  private static final int LARGEST_MEDIAN = 90;
  private static final List<String> MODULES = List.of("graph-rewriter", "trainer", "tools");

  private record SourceFile(Path path, int lines) {}

  @Test
  void filesStaySmall() throws IOException {
    List<SourceFile> files = sourceFiles();
    assertTrue(files.size() >= MINIMUM_FILES, files.size() + " source files found");
    assertEquals(
        List.of(),
        files.stream().filter(file -> file.lines() > LARGEST_FILE).toList(),
        "files over " + LARGEST_FILE + " lines");
    int[] sizes = files.stream().mapToInt(SourceFile::lines).sorted().toArray();
    int median = sizes[sizes.length / 2];
    assertTrue(median <= LARGEST_MEDIAN, "median is " + median + " lines");
  }

  private static List<SourceFile> sourceFiles() throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = Path.of(System.getProperty("lntune.root"), module, "src/main/java");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> paths = Files.walk(folder)) {
          for (Path path : paths.filter(found -> found.toString().endsWith(".java")).toList()) {
            files.add(new SourceFile(path, Files.readAllLines(path).size()));
          }
        }
      }
    }
    return files;
  }
}
