package io.lntune.graph.ir;

import java.util.List;

/** Value of a node attribute; the kinds are those of {@code AttributeProto}. */
public sealed interface Attribute {
  /** A 64-bit integer. */
  record IntValue(long value) implements Attribute {}

  /** A 32-bit float. */
  record FloatValue(float value) implements Attribute {}

  /** A byte string that is text in practice. */
  record StringValue(String value) implements Attribute {}

  /** A tensor. */
  record TensorValue(Tensor value) implements Attribute {}

  /** A subgraph; it may capture values of the graph around it. */
  record GraphValue(Graph value) implements Attribute {}

  /** A list of 64-bit integers. */
  record Ints(List<Long> values) implements Attribute {
    public Ints {
      values = List.copyOf(values);
    }
  }

  /** A list of 32-bit floats. */
  record Floats(List<Float> values) implements Attribute {
    public Floats {
      values = List.copyOf(values);
    }
  }

  /** A list of texts. */
  record Strings(List<String> values) implements Attribute {
    public Strings {
      values = List.copyOf(values);
    }
  }

  /** A list of subgraphs. */
  record Graphs(List<Graph> values) implements Attribute {
    public Graphs {
      values = List.copyOf(values);
    }
  }

  /** Inside a function body: takes the value of the calling node's attribute of that name. */
  record Reference(String attributeName, int typeCode) implements Attribute {}

  /** A kind that is carried but not analysed (sparse tensors, types, bytes that are not text). */
  record Opaque(Carrier carrier) implements Attribute {}
}
