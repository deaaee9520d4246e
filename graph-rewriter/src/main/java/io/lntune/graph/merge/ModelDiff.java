package io.lntune.graph.merge;

import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.rewrite.pass.SelectUncachedBranch;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.graph.tag.TargetSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists in what a tuned model differs from its base, value by value and node by node. */
public final class ModelDiff {
  private final Model base;
  private final Model tuned;
  private final Set<String> normTensors = new HashSet<>();
  private final Set<Use> normOperands = new HashSet<>();
  private final IdentityHashMap<Node, Node> baseNodes = new IdentityHashMap<>();
  private final List<Difference> differences = new ArrayList<>();

  /**
   * @param training another reading of the base, in which norms are looked for that lie in a branch
   */
  private ModelDiff(Model base, Model tuned, Model training) {
    this.base = base;
    this.tuned = tuned;
    TagReport report = Tagger.tag(base.graph(), TargetSelector.ALL_NORMS);
    report.tags().forEach(tag -> normOperands.addAll(tag.uses()));
    for (Value value : base.graph().initializers()) {
      if (!value.uses().isEmpty() && feedsOnlyNorms(value)) {
        normTensors.add(value.name());
      }
    }
    if (new SelectUncachedBranch().run(training)) {
      Tagger.tag(training.graph(), TargetSelector.ALL_NORMS).tags().stream()
          .filter(ParameterTag::exclusive)
          .forEach(tag -> normTensors.add(tag.stored().name()));
    }
  }

  /** Differences from {@code base} to {@code tuned}; none when they compute the same. */
  public static List<Difference> compare(Path base, Path tuned) {
    ModelDiff diff =
        new ModelDiff(ModelReader.read(base), ModelReader.read(tuned), ModelReader.read(base));
    diff.properties();
    diff.nodes();
    diff.initializers();
    return List.copyOf(diff.differences);
  }

  private void properties() {
    compare("ir_version", base.irVersion(), tuned.irVersion());
    compare("opset_import", base.opsets(), tuned.opsets());
    compare("metadata_props", base.metadata(), tuned.metadata());
    compareFunctions();
    compareInterface("inputs", base.graph().inputs(), tuned.graph().inputs());
    compareInterface("outputs", base.graph().outputs(), tuned.graph().outputs());
  }

  private void compare(String property, Object old, Object now) {
    if (!old.equals(now)) {
      add(Difference.Kind.PROPERTY, property, old + " became " + now, false);
    }
  }

  private void compareFunctions() {
    compare("functions", base.functions().size(), tuned.functions().size());
    for (int i = 0; i < Math.min(base.functions().size(), tuned.functions().size()); i++) {
      Function function = base.functions().get(i);
      if (!NodeComparison.sameFunction(function, tuned.functions().get(i))) {
        add(Difference.Kind.PROPERTY, "functions", function.op() + " changed", false);
      }
    }
  }

  private void compareInterface(String what, List<Value> old, List<Value> now) {
    List<String> before = old.stream().map(ModelDiff::signature).toList();
    List<String> after = now.stream().map(ModelDiff::signature).toList();
    if (!before.equals(after)) {
      add(Difference.Kind.INTERFACE, what, before + " became " + after, false);
    }
  }

  private static String signature(Value value) {
    return value.toString();
  }

  /** Nodes are compared in order; an Identity that lost its purpose may be missing. */
  private void nodes() {
    List<Node> after = tuned.graph().nodes();
    int position = 0;
    for (Node node : base.graph().nodes()) {
      Node other = position < after.size() ? after.get(position) : null;
      if (other != null && NodeComparison.sameOperator(node, other)) {
        compareNode(node, other);
        baseNodes.put(other, node);
        position++;
      } else if (other != null && NodeComparison.sameConstantButItsValue(node, other)) {
        compareConstant(node, other);
        position++;
      } else if (node.is("Identity") && feedsOnlyNorms(node.requiredOutput(0))) {
        add(Difference.Kind.NODE, node.describe(), "removed with the shared storage", true);
      } else {
        add(Difference.Kind.NODE, node.describe(), "missing or changed", false);
        return;
      }
    }
    for (; position < after.size(); position++) {
      add(Difference.Kind.NODE, after.get(position).describe(), "added", false);
    }
  }

  private void compareConstant(Node node, Node other) {
    Tensor before = ConstantTensor.ofConstantNode(node);
    Tensor after = ConstantTensor.ofConstantNode(other);
    if (before == null || after == null) {
      add(Difference.Kind.NODE, node.describe(), "value changed", false);
      return;
    }
    Value output = node.requiredOutput(0);
    boolean norm =
        before.elementType() == after.elementType()
            && before.shape().equals(after.shape())
            && !output.uses().isEmpty()
            && feedsOnlyNorms(output);
    add(Difference.Kind.VALUE, output.name(), TensorComparison.difference(before, after), norm);
  }

  /** True when nothing but scales and biases of norms depends on {@code value}. */
  private boolean feedsOnlyNorms(Value value) {
    return !base.graph().isOutput(value)
        && value.uses().stream()
            .allMatch(use -> normOperands.contains(use) || feedsOnlyNorms(use.node()));
  }

  private boolean feedsOnlyNorms(Node node) {
    Value output = node.output(0);
    return node.is("Identity")
        && output != null
        && !output.uses().isEmpty()
        && feedsOnlyNorms(output);
  }

  private void compareNode(Node node, Node other) {
    for (int i = 0; i < node.outputs().size(); i++) {
      String before = name(node.output(i));
      String after = name(other.output(i));
      if (!before.equals(after)) {
        String detail = "output " + i + " '" + before + "' became '" + after + "'";
        add(Difference.Kind.NODE, node.describe(), detail, false);
      }
    }
    for (int i = 0; i < node.inputs().size(); i++) {
      String before = name(node.input(i));
      String after = name(other.input(i));
      if (!before.equals(after)) {
        add(
            Difference.Kind.NODE,
            node.describe(),
            "input " + i + " '" + before + "' became '" + after + "'",
            isSeparated(node, i, other.input(i)));
      }
    }
  }

  /**
   * True when the input of a base node that reads {@code now} in the tuned model is a norm's scale
   * or bias with an initializer of its own, or shared storage that kept its values under a new
   * name.
   */
  private boolean isSeparated(Node node, int index, @Nullable Value now) {
    if (now == null || now.initializer() == null) {
      return false;
    }
    Value before = node.input(index);
    return normOperands.contains(new Use(node, index))
        || (before != null
            && normTensors.contains(before.name())
            && TensorComparison.difference(before, now).isEmpty());
  }

  private static String name(@Nullable Value value) {
    return value == null ? "" : value.name();
  }

  private void initializers() {
    Map<String, Value> before = InitializerTable.of(base.graph());
    Map<String, Value> after = InitializerTable.of(tuned.graph());
    before.forEach(
        (name, value) -> {
          Value other = after.get(name);
          if (other == null) {
            add(Difference.Kind.INITIALIZER_REMOVED, name, "removed", normTensors.contains(name));
          } else {
            String detail = TensorComparison.difference(value, other);
            if (!detail.isEmpty()) {
              boolean norm = normTensors.contains(name) && sameType(value, other);
              add(Difference.Kind.VALUE, name, detail, norm);
            }
          }
        });
    after.forEach(
        (name, value) -> {
          if (!before.containsKey(name)) {
            add(Difference.Kind.INITIALIZER_ADDED, name, "added", isAddedForNorms(value));
          }
        });
  }

  private static boolean sameType(Value a, Value b) {
    Tensor old = a.initializer();
    Tensor now = b.initializer();
    return old != null
        && now != null
        && old.elementType() == now.elementType()
        && old.shape().equals(now.shape());
  }

  private boolean isAddedForNorms(Value value) {
    return !value.uses().isEmpty()
        && !tuned.graph().isOutput(value)
        && value.uses().stream()
            .allMatch(
                use -> {
                  Node node = baseNodes.get(use.node());
                  return node != null && isSeparated(node, use.index(), value);
                });
  }

  private void add(Difference.Kind kind, String name, String detail, boolean norm) {
    differences.add(new Difference(kind, name, detail, norm));
  }
}
