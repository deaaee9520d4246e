package io.lntune.graph.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetSelectorTest {
  private static final Duration QUICK = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({
    "model.layers.0.norm, model.layers.0.norm, true",
    "model.*norm, model.layers.0.norm, true",
    "norm, model.layers.0.norm, false",
    "layers, model.layers.0.norm, false",
    ".*layers, model.layers.0.norm, false",
    "MODEL.*, model.norm, false",
  })
  void aRegularExpressionMatchesAWholeName(String regex, String name, boolean selected) {
    assertEquals(selected, regex(regex).selects(List.of("", name)));
  }

  @ParameterizedTest
  @CsvSource({
    "norm, model.norm, true",
    "norm, norm, true",
    "norm, model.layers.0.input_layernorm, false",
    "norm, model.norm.weight, false",
    "0.norm, model.layers.0.norm, true",
    "0.norm, model.layers.10.norm, false",
    ".orm, model.norm, false",
  })
  void aSuffixMatchesAtDotsOnly(String suffix, String name, boolean selected) {
    TargetSelector selector = TargetSelector.parse(null, List.of(suffix), List.of());

    assertEquals(selected, selector.selects(List.of("", name)));
  }

  @Test
  void anyOfTheNamesDecides() {
    assertTrue(regex("b.c").selects(List.of("a", "", "b.c")));
    assertFalse(regex(".*").selects(List.of("", "")), "an unknown name is no name");
  }

  @Test
  void alsoAddsWithoutNarrowing() {
    TargetSelector selector = TargetSelector.parse(null, List.of(), List.of("lm_head.*"));

    assertTrue(selector.isDefault());
    assertTrue(selector.adds(List.of("lm_head.weight")));
    assertFalse(selector.adds(List.of("model.lm_head.weight")));
    assertFalse(selector.selects(List.of("lm_head.weight")));
    assertFalse(regex("x").isDefault());
  }

  @Test
  void aBrokenRegularExpressionIsAUsageError() {
    LntuneException failure = assertThrows(LntuneException.class, () -> regex("(norm"));

    assertEquals(LntuneException.Kind.USAGE, failure.kind());
    assertTrue(failure.what().contains("'(norm'"), failure.what());
  }

  @Test
  void endlessBacktrackingIsStopped() {
    assertStopped("(a+)+\\1b", "a".repeat(60));
    assertStopped("(.*a){12}b", "a".repeat(60));
  }

  @Test
  void deepRecursionIsStopped() {
    assertStopped("(a|b)*", "ab".repeat(100_000));
  }

  private static void assertStopped(String regex, String name) {
    LntuneException failure =
        assertTimeoutPreemptively(
            QUICK,
            () -> assertThrows(LntuneException.class, () -> regex(regex).selects(List.of(name))));
    assertEquals(LntuneException.Kind.USAGE, failure.kind());
  }

  private static TargetSelector regex(String regex) {
    return TargetSelector.parse(regex, List.of(), List.of());
  }
}
