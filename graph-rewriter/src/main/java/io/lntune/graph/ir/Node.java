package io.lntune.graph.ir;

import io.lntune.graph.LntuneException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operator call. Compared by identity. Inputs and outputs that ONNX leaves out (empty names)
 * are null. Links are changed through {@link Graph}, which keeps def-use information right.
 */
public final class Node {
  private final Graph graph;
  private final OpId op;
  private String name;
  private String overload = "";
  private final List<@Nullable Value> inputs = new ArrayList<>();
  private final List<@Nullable Value> outputs = new ArrayList<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private @Nullable Carrier carrier;
  private boolean modified;
  @Nullable Node previous;
  @Nullable Node next;
  boolean attached;

  Node(Graph graph, OpId op, String name) {
    this.graph = graph;
    this.op = op;
    this.name = name;
  }

  /** The graph that holds this node. */
  public Graph graph() {
    return graph;
  }

  public OpId op() {
    return op;
  }

  /** True when this is the standard ONNX operator of that name. */
  public boolean is(String onnxType) {
    return op.domain().isEmpty() && op.type().equals(onnxType);
  }

  /** True when this is the given operator of {@link OpId#MICROSOFT}. */
  public boolean isMicrosoft(String type) {
    return op.domain().equals(OpId.MICROSOFT) && op.type().equals(type);
  }

  /** Node name as exported; may be empty. */
  public String name() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
    modified = true;
  }

  /** Function overload that is called; almost always empty. */
  public String overload() {
    return overload;
  }

  public void setOverload(String overload) {
    this.overload = overload;
  }

  public List<@Nullable Value> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  public List<@Nullable Value> outputs() {
    return Collections.unmodifiableList(outputs);
  }

  /** The input at {@code index}; null when left out or beyond the end. */
  public @Nullable Value input(int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  /** The output at {@code index}; null when left out or beyond the end. */
  public @Nullable Value output(int index) {
    return index < outputs.size() ? outputs.get(index) : null;
  }

  /** The input at {@code index}, which the operator's definition requires. */
  public Value requiredInput(int index) {
    Value value = input(index);
    if (value == null) {
      throw malformed("input " + index + " is missing");
    }
    return value;
  }

  /** The output at {@code index}, which the operator's definition requires. */
  public Value requiredOutput(int index) {
    Value value = output(index);
    if (value == null) {
      throw malformed("output " + index + " is missing");
    }
    return value;
  }

  private LntuneException malformed(String problem) {
    return LntuneException.badInput(
        "Malformed node: " + problem,
        describe(),
        "The model does not follow the ONNX specification of this operator; re-export it.");
  }

  public Attributes attributes() {
    return new Attributes(this, attributes);
  }

  public void setAttribute(String key, Attribute attribute) {
    attributes.put(key, attribute);
    modified = true;
  }

  public void removeAttribute(String key) {
    attributes.remove(key);
    modified = true;
  }

  /** Key-value annotations of the exporter ({@code metadata_props}); may be changed. */
  public Map<String, String> metadata() {
    return metadata;
  }

  public @Nullable Carrier carrier() {
    return carrier;
  }

  /** Attaches what the file said; from here on {@link #isModified()} tells of changes. */
  public void setCarrier(@Nullable Carrier carrier) {
    this.carrier = carrier;
    this.modified = false;
  }

  /** True when links, name or attributes changed since the node was read. */
  public boolean isModified() {
    return modified;
  }

  List<@Nullable Value> mutableInputs() {
    modified = true;
    return inputs;
  }

  List<@Nullable Value> mutableOutputs() {
    modified = true;
    return outputs;
  }

  void markModified() {
    modified = true;
  }

  /** The node after this one in the graph's order. */
  public @Nullable Node next() {
    return next;
  }

  /** Readable identity for messages, for example {@code node '/encoder/0/MatMul' (MatMul)}. */
  public String describe() {
    Value first = output(0);
    String identity =
        !name.isEmpty() ? name : first == null ? "unnamed" : "producing " + first.name();
    return "node '" + identity + "' (" + op + ")";
  }

  @Override
  public String toString() {
    return describe();
  }
}
