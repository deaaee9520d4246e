package io.lntune.graph.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.rewrite.ModelSketch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModulePathTest {
  private static final Duration QUICK = Duration.ofSeconds(5);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "['', 'model', 'model.norm', 'layer_norm'] | model.norm",
        "[\"\", \"model.norm\", \"mul_3\"]         | model.norm",
        "['', 'mul']                               | ``",
        "['mul']                                   | ``",
        "[]                                        | ``",
      })
  void annotationNamesTheInnermostModule(String annotation, String module) {
    Node node = node("ignored/name");
    node.metadata().put("pkg.torch.onnx.name_scopes", annotation);

    assertEquals(module, ModulePath.of(node));
  }

  @ParameterizedTest
  @CsvSource({
    "/bert/encoder/layer.0/output/LayerNorm/Mul_1, bert.encoder.layer.0.output.LayerNorm",
    "/norm/Add, norm",
    "/Add, ''",
    "Add_12, ''",
    "a/b/Add, ''",
    "'', ''",
  })
  void nodeNameSpellsTheScope(String name, String module) {
    assertEquals(module, ModulePath.of(node(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "]",
        "['a",
        "['a', b]",
        "['a' + 'b']",
        "('a', 'b')",
        "{'a': 1}",
        "[1, 2]",
        "['a', ['b']]",
        "[__import__('os')]",
        "['a\"]",
        "null",
        "[']"
      })
  void anythingButAListOfStringsIsEmpty(String literal) {
    assertEquals(List.of(), ModulePath.parseList(literal));
  }

  @Test
  void aHugeAnnotationIsReadQuickly() {
    String literal = "[" + "'a', ".repeat(200_000) + "'b']";
    String open = "['" + "\"".repeat(1_000_000);

    Assertions.assertTimeoutPreemptively(
        QUICK, () -> assertEquals(200_001, ModulePath.parseList(literal).size()));
    Assertions.assertTimeoutPreemptively(
        QUICK, () -> assertEquals(List.of(), ModulePath.parseList(open + "]")));
  }

  private static Node node(String name) {
    Node node = ModelSketch.opset(17).input("x", DataType.FLOAT, 2).addNode("Relu", "y", "x");
    node.setName(name);
    return node;
  }
}
