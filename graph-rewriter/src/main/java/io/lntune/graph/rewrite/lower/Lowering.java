package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Decision;
import io.lntune.graph.rewrite.GraphBuilder;
import io.lntune.graph.rewrite.RewriteRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule whose name is its class and that needs to know the element type of its first input. */
abstract class Lowering implements RewriteRule {
  private final Set<OpId> roots;

  Lowering(OpId... roots) {
    this.roots = Set.of(roots);
  }

  @Override
  public final String name() {
    return getClass().getSimpleName();
  }

  @Override
  public final Set<OpId> roots() {
    return roots;
  }

  @Override
  public final Decision apply(Node root, GraphBuilder builder) {
    Value first = root.input(0);
    if (needsElementType() && first != null && first.elementType() == DataType.UNDEFINED) {
      return untyped(first, root);
    }
    return lower(root, new CoreOperators(builder));
  }

  /** False where the first input is no tensor. */
  boolean needsElementType() {
    return true;
  }

  /** What a rule says that needs the element type of {@code value} and cannot know it. */
  static Decision untyped(Value value, Node root) {
    return Decision.decline("the element type of '" + value.name() + "' is not known", root);
  }

  /** Checks every precondition before emitting anything. */
  abstract Decision lower(Node root, CoreOperators core);

  /** True when the output exists and something consumes it. */
  static boolean used(Node node, int output) {
    Value value = node.output(output);
    return value != null && (!value.uses().isEmpty() || value.graph().isOutput(value));
  }

  /** True when some output from {@code first} on is consumed. */
  static boolean anyUsedFrom(Node node, int first) {
    for (int i = first; i < node.outputs().size(); i++) {
      if (used(node, i)) {
        return true;
      }
    }
    return false;
  }

  /** Rank of a value, or -1 when unknown or when there is no value. */
  static int rank(@Nullable Value value) {
    Shape shape = value == null ? null : value.shape();
    return shape == null ? -1 : shape.rank();
  }

  /** Size of an axis (negative counts from the end), or -1 when it is not known. */
  static long size(@Nullable Value value, int axis) {
    Shape shape = value == null ? null : value.shape();
    return shape == null || axis >= shape.rank() || -axis > shape.rank()
        ? -1
        : shape.dim(axis).size();
  }

  /** True when the optional tensor is left out or certainly has no elements. */
  static boolean absentOrEmpty(@Nullable Value value) {
    Shape shape = value == null ? null : value.shape();
    return value == null || (shape != null && shape.dims().stream().anyMatch(d -> d.size() == 0));
  }

  /** The replacement of the first output alone. */
  static Decision replaceFirst(Node root, Value replacement) {
    return Decision.replace(root.requiredOutput(0), replacement);
  }

  /** Collects the replacements of those outputs that exist. */
  static final class Outputs {
    private final Node node;
    private final Map<Value, Value> replacements = new LinkedHashMap<>();

    Outputs(Node node) {
      this.node = node;
    }

    Outputs put(int output, Value replacement) {
      Value old = node.output(output);
      if (old != null) {
        replacements.put(old, replacement);
      }
      return this;
    }

    Decision replace() {
      return new Decision.Replace(replacements);
    }
  }
}
