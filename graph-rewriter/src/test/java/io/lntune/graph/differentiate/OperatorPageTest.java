package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.OpId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/operators.md} to the code; with the property of {@link #COMMAND} writes it. */
class OperatorPageTest {
  static final String COMMAND =
      "mvn -pl graph-rewriter -am test -Dtest=OperatorPageTest -Dlntune.write.docs=true";

  /** Fewer would mean that a table was not found. */
  private static final int LEAST_RULES = 60;

  @Test
  void thePageIsWhatTheRegistrySays() throws IOException {
    Path page = Path.of(System.getProperty("lntune.root"), "docs", "operators.md");
    String text = OperatorPage.text();
    if (Boolean.getBoolean("lntune.write.docs")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, text);
    }
    String present = Files.exists(page) ? Files.readString(page) : "";
    assertEquals(
        text, present, "docs/operators.md is out of date; write it again with\n" + COMMAND);
  }

  @Test
  void everyOperatorHasOneRow() {
    OperatorTable table = new OperatorTable();
    Set<OpId> seen = new HashSet<>();
    for (List<OperatorRow> section :
        List.of(table.rules(), table.lowered(), table.zeros(), table.refused())) {
      section.forEach(row -> assertTrue(seen.add(row.op()), row.op() + " occurs twice"));
    }
    assertTrue(seen.containsAll(StandardGradients.registry().entries().keySet()));
    assertTrue(table.rules().size() > LEAST_RULES, table.rules().size() + " rules");
  }
}
