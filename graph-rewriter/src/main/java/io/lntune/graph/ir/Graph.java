package io.lntune.graph.ir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in topological order with the values between them. The only place that changes links, so
 * producer and use lists are right at every moment. A subgraph knows the graph around it and
 * resolves names outward.
 */
public final class Graph {
  private final @Nullable Graph parent;
  private String name = "";
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, Value> initializers = new LinkedHashMap<>();
  private final Names names;
  private @Nullable Carrier carrier;
  private @Nullable Node first;
  private @Nullable Node last;
  private int size;

  /** A graph, or with {@code parent} a subgraph whose nodes may use the parent's values. */
  public Graph(@Nullable Graph parent) {
    this.parent = parent;
    this.names = parent == null ? new Names() : parent.names;
  }

  public @Nullable Graph parent() {
    return parent;
  }

  public String name() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public @Nullable Carrier carrier() {
    return carrier;
  }

  public void setCarrier(@Nullable Carrier carrier) {
    this.carrier = carrier;
  }

  public List<Value> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  public List<Value> outputs() {
    return Collections.unmodifiableList(outputs);
  }

  /** Initializers in file order. */
  public Collection<Value> initializers() {
    return Collections.unmodifiableCollection(initializers.values());
  }

  /** Every value defined in this graph (not in graphs around or inside it). */
  public Collection<Value> values() {
    return Collections.unmodifiableCollection(values.values());
  }

  /** Nodes in order; a snapshot, so the graph may be changed while walking it. */
  public List<Node> nodes() {
    List<Node> list = new ArrayList<>(size);
    for (Node node = first; node != null; node = node.next) {
      list.add(node);
    }
    return list;
  }

  public int nodeCount() {
    return size;
  }

  /** The value of that name in this graph or a graph around it; null when there is none. */
  public @Nullable Value find(String valueName) {
    for (Graph graph = this; graph != null; graph = graph.parent) {
      Value value = graph.values.get(valueName);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** Whether this graph or a graph around it still has that very value. */
  public boolean contains(Value value) {
    return value.equals(find(value.name()));
  }

  /** The value of that name defined in this very graph; created without producer when absent. */
  public Value define(String valueName) {
    return values.computeIfAbsent(
        valueName,
        key -> {
          names.reserve(key);
          return new Value(this, key);
        });
  }

  /** A new value with a name based on {@code hint} that nothing else in the model has. */
  public Value fresh(String hint) {
    return define(names.unique(hint));
  }

  public Value addInput(Value value) {
    inputs.add(value);
    return value;
  }

  public void removeInput(Value value) {
    inputs.remove(value);
  }

  public void addOutput(Value value) {
    outputs.add(value);
  }

  public void setOutput(int index, Value value) {
    outputs.set(index, value);
  }

  public void clearOutputs() {
    outputs.clear();
  }

  public boolean isInput(Value value) {
    return inputs.contains(value);
  }

  public boolean isOutput(Value value) {
    return outputs.contains(value);
  }

  /**
   * Makes {@code tensor} the initializer of its name; an existing one is replaced. An input keeps
   * the open axes that it was declared with, since a caller may give it another value.
   */
  public Value putInitializer(Tensor tensor) {
    Value value = define(tensor.name());
    value.setInitializer(tensor);
    Shape known = value.shape();
    if (known == null
        || known.rank() != tensor.shape().rank()
        || value.elementType() != tensor.elementType()
        || (!known.isStatic() && !isInput(value))) {
      value.setType(new TensorType(tensor.elementType(), tensor.shape()));
    }
    initializers.put(tensor.name(), value);
    return value;
  }

  /** Adds {@code tensor} under a new name based on its own. */
  public Value addConstant(Tensor tensor) {
    return putInitializer(tensor.named(names.unique(tensor.name())));
  }

  /** Turns an initializer back into a plain value without content (for example a graph input). */
  public void dropInitializer(Value value) {
    initializers.remove(value.name());
    value.setInitializer(null);
  }

  /** A new node at the end, or before {@code anchor} when given. */
  public Node insert(
      @Nullable Node anchor,
      OpId op,
      String nodeName,
      List<? extends @Nullable Value> nodeInputs,
      List<? extends @Nullable Value> nodeOutputs,
      Map<String, Attribute> attributes) {
    Node node = new Node(this, op, nodeName);
    link(node, anchor);
    for (Value input : nodeInputs) {
      int index = node.inputs().size();
      node.mutableInputs().add(input);
      if (input != null) {
        input.addUse(new Use(node, index));
      }
    }
    for (Value output : nodeOutputs) {
      int index = node.outputs().size();
      node.mutableOutputs().add(output);
      if (output != null) {
        output.setProducer(node, index);
      }
    }
    attributes.forEach(node::setAttribute);
    return node;
  }

  /** Makes {@code value} the input at {@code index}, extending the list with gaps when needed. */
  public void setNodeInput(Node node, int index, @Nullable Value value) {
    List<@Nullable Value> list = node.mutableInputs();
    while (list.size() <= index) {
      list.add(null);
    }
    Value old = list.set(index, value);
    if (old != null) {
      old.removeUse(new Use(node, index));
    }
    if (value != null) {
      value.addUse(new Use(node, index));
    }
  }

  /** Makes {@code value} the output at {@code index}, extending the list with gaps when needed. */
  public void setNodeOutput(Node node, int index, @Nullable Value value) {
    List<@Nullable Value> list = node.mutableOutputs();
    while (list.size() <= index) {
      list.add(null);
    }
    Value old = list.set(index, value);
    if (old != null && old.producer() == node) {
      old.setProducer(null, 0);
    }
    if (value != null) {
      value.setProducer(node, index);
    }
  }

  /**
   * Removes left-out inputs and outputs from the ends of the lists of {@code node}.
   *
   * @return whether there were any
   */
  public boolean dropTrailingGaps(Node node) {
    boolean inputs = dropTrailingGaps(node.mutableInputs());
    boolean outputs = dropTrailingGaps(node.mutableOutputs());
    return inputs || outputs;
  }

  private static boolean dropTrailingGaps(List<@Nullable Value> list) {
    int size = list.size();
    while (!list.isEmpty() && list.get(list.size() - 1) == null) {
      list.remove(list.size() - 1);
    }
    return list.size() < size;
  }

  /** Lets every use of {@code from}, graph outputs included, refer to {@code to}. */
  public void replaceUses(Value from, Value to) {
    for (Use use : List.copyOf(from.uses())) {
      use.node().graph().setNodeInput(use.node(), use.index(), to);
    }
    Collections.replaceAll(outputs, from, to);
  }

  /** Takes a node out; its outputs must be unused or get another producer. */
  public void remove(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      Value input = node.inputs().get(i);
      if (input != null) {
        input.removeUse(new Use(node, i));
      }
    }
    for (Value output : node.outputs()) {
      if (output != null && output.producer() == node) {
        output.setProducer(null, 0);
      }
    }
    unlink(node);
  }

  /** Forgets a value that nothing produces or uses any more. */
  public void removeValue(Value value) {
    values.remove(value.name());
    initializers.remove(value.name());
    inputs.remove(value);
  }

  /** Gives a value another name; the name must be free. */
  public void rename(Value value, String newName) {
    values.remove(value.name());
    boolean stored = initializers.remove(value.name()) != null;
    names.reserve(newName);
    value.rename(newName);
    values.put(newName, value);
    Tensor tensor = value.initializer();
    if (stored && tensor != null) {
      value.setInitializer(tensor.named(newName));
      initializers.put(newName, value);
    }
    value.uses().forEach(use -> use.node().markModified());
    Node producer = value.producer();
    if (producer != null) {
      producer.markModified();
    }
  }

  /** Puts the nodes in the given order, which must be a permutation of the present nodes. */
  public void reorder(List<Node> order) {
    if (order.size() != size) {
      throw new IllegalArgumentException("order has " + order.size() + " of " + size + " nodes");
    }
    for (Node node : nodes()) {
      unlink(node);
    }
    for (Node node : order) {
      link(node, null);
    }
  }

  private void link(Node node, @Nullable Node anchor) {
    Node before = anchor == null ? last : anchor.previous;
    node.previous = before;
    node.next = anchor;
    if (before == null) {
      first = node;
    } else {
      before.next = node;
    }
    if (anchor == null) {
      last = node;
    } else {
      anchor.previous = node;
    }
    node.attached = true;
    size++;
  }

  private void unlink(Node node) {
    if (!node.attached) {
      throw new IllegalStateException(node.describe() + " is not in the graph");
    }
    if (node.previous == null) {
      first = node.next;
    } else {
      Objects.requireNonNull(node.previous).next = node.next;
    }
    if (node.next == null) {
      last = node.previous;
    } else {
      Objects.requireNonNull(node.next).previous = node.previous;
    }
    node.previous = null;
    node.next = null;
    node.attached = false;
    size--;
  }
}
