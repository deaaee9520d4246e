package io.lntune.graph.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named edge of the graph: a graph input, an initializer, or an output of a node. Compared by
 * identity; its links to producer and uses are kept by {@link Graph}.
 */
public final class Value {
  private final Graph graph;
  private String name;
  private @Nullable ValueType type;
  private @Nullable Node producer;
  private int outputIndex;
  private @Nullable Tensor initializer;
  private @Nullable Carrier carrier;
  private final List<Use> uses = new ArrayList<>();

  Value(Graph graph, String name) {
    this.graph = graph;
    this.name = name;
  }

  /** The graph in whose scope the name is defined. */
  public Graph graph() {
    return graph;
  }

  public String name() {
    return name;
  }

  void rename(String newName) {
    this.name = newName;
  }

  /** The declared or inferred type; null when unknown. */
  public @Nullable ValueType type() {
    return type;
  }

  public void setType(@Nullable ValueType type) {
    this.type = type;
  }

  /** The tensor type; null when unknown or not a tensor. */
  public @Nullable TensorType tensorType() {
    return type instanceof TensorType tensor ? tensor : null;
  }

  /** The shape; null when not even the rank is known. */
  public @Nullable Shape shape() {
    TensorType tensor = tensorType();
    return tensor == null ? null : tensor.shape();
  }

  /** The element type; {@link DataType#UNDEFINED} when unknown. */
  public DataType elementType() {
    TensorType tensor = tensorType();
    return tensor == null ? DataType.UNDEFINED : tensor.elementType();
  }

  /** The node that computes this value; null for graph inputs and initializers. */
  public @Nullable Node producer() {
    return producer;
  }

  /** Position among the producer's outputs. */
  public int outputIndex() {
    return outputIndex;
  }

  void setProducer(@Nullable Node node, int index) {
    this.producer = node;
    this.outputIndex = index;
  }

  /** The stored tensor when this value is an initializer. */
  public @Nullable Tensor initializer() {
    return initializer;
  }

  void setInitializer(@Nullable Tensor tensor) {
    this.initializer = tensor;
  }

  /** Every consuming place, in the order in which it was added; graph outputs are not uses. */
  public List<Use> uses() {
    return Collections.unmodifiableList(uses);
  }

  void addUse(Use use) {
    uses.add(use);
  }

  void removeUse(Use use) {
    uses.remove(use);
  }

  public @Nullable Carrier carrier() {
    return carrier;
  }

  public void setCarrier(@Nullable Carrier carrier) {
    this.carrier = carrier;
  }

  @Override
  public String toString() {
    return name + (type == null ? "" : ": " + type);
  }
}
