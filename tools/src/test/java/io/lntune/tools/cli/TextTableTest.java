package io.lntune.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void columnsAreAlignedAndTheLastIsNotPadded() {
    TextTable table = TextTable.of("name", "shape", "note").row("a", "[32, 16]", "x").row("abcdef");
    assertEquals(
        List.of("> name    shape     note", "> a       [32, 16]  x", "> abcdef"),
        table.lines("> "));
  }

  @Test
  void anEmptyTableHasNoLines() {
    assertEquals(List.of(), new TextTable().lines("  "));
  }
}
