package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"model.norm.weight", "g", "h.0.ln_1.bias", "ln_f.weight", "gamma"})
  void namesOfPeople(String name) {
    assertTrue(ParameterNames.isMeaningful(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "onnx::Mul_721",
        "ortshared_1_0_2",
        "/a/b/Constant_output_0",
        "val_3",
        "12",
        "_4",
        "mul_1",
        "cast",
        "Constant_5"
      })
  void namesOfExporters(String name) {
    assertFalse(ParameterNames.isMeaningful(name));
  }

  @Test
  void moduleOwnsTheParameter() {
    assertEquals("model.norm", ParameterNames.module("model.norm.weight"));
    assertEquals("", ParameterNames.module("weight"));
  }
}
