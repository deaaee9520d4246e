package io.lntune.graph.ir;

import java.util.List;

/** Elements of a string tensor. */
public record InlineStrings(List<String> values) implements TensorContent {
  public InlineStrings {
    values = List.copyOf(values);
  }
}
