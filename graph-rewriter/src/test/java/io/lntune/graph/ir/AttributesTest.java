package io.lntune.graph.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private final Node node =
      new Graph(null)
          .insert(
              null,
              OpId.onnx("Op"),
              "here",
              List.of(),
              List.of(),
              Map.of(
                  "axis", new Attribute.IntValue(-1),
                  "epsilon", new Attribute.FloatValue(0.5f),
                  "axes", new Attribute.Ints(List.of(1L, 2L))));

  @Test
  void valuesAndDefaults() {
    assertEquals(-1, node.attributes().intValue("axis", 7));
    assertEquals(7, node.attributes().intValue("missing", 7));
    assertEquals(0.5f, node.attributes().floatValue("epsilon", 1));
    assertEquals(List.of(1L, 2L), node.attributes().ints("axes"));
    assertNull(node.attributes().ints("missing"));
    assertEquals("x", node.attributes().string("missing", "x"));
  }

  @Test
  void aWrongKindNamesNodeAndAttribute() {
    LntuneException failure =
        assertThrows(LntuneException.class, () -> node.attributes().intValue("epsilon", 0));

    assertTrue(failure.what().contains("'epsilon'"), failure.what());
    assertTrue(failure.where().contains("'here'"), failure.where());
  }

  @Test
  void theMapIsAView() {
    Map<String, Attribute> map = node.attributes().asMap();
    assertThrows(UnsupportedOperationException.class, map::clear);
    node.attributes().copy().clear();
    assertEquals(3, node.attributes().asMap().size());
    node.removeAttribute("axes");
    assertEquals(2, map.size());
  }
}
