package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.match.ConstantTensor;
import io.lntune.graph.rewrite.Captures;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.fold.SmallArray;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves which values consist of one part per example, each computed from that example alone. The
 * proof follows the operators and the symbols of the shapes; what it does not understand counts as
 * mixed. Values must be typed, as they are in canonical form.
 */
public final class ExampleAxes {
  private final BatchAxis batch;
  private final Map<Value, Dependence> known = new HashMap<>();
  private final Set<Value> data = new HashSet<>();
  private final List<SizedValues> sized;
  private @Nullable Node mixing;

  private ExampleAxes(BatchAxis batch) {
    this.batch = batch;
    // The first two differ in the number of examples alone.
    this.sized =
        List.of(
            new SizedValues(batch, 3, 5, 7, 11, 13),
            new SizedValues(batch, 2, 5, 7, 11, 13),
            new SizedValues(batch, 5, 7, 11, 13, 3));
  }

  /**
   * Follows {@code nodes}, which are in topological order.
   *
   * @param inputs the inputs that data is fed to
   */
  public static ExampleAxes of(Collection<Value> inputs, List<Node> nodes) {
    ExampleAxes axes = new ExampleAxes(new BatchAxis(inputs));
    for (Value input : inputs) {
      axes.known.put(input, axes.ofInput(input.shape()));
      axes.data.add(input);
    }
    nodes.forEach(axes::follow);
    return axes;
  }

  private Dependence ofInput(@Nullable Shape shape) {
    if (batch.isSingle()) {
      return Dependence.example(Dependence.WHOLE);
    }
    return shape != null && batch.leads(shape) ? Dependence.example(0) : Dependence.MIXED;
  }

  private void follow(Node node) {
    boolean shapes = node.is("Shape") || node.is("Size");
    boolean free = Captures.read(node).stream().allMatch(this::isFree);
    for (int i = 0; i < node.outputs().size(); i++) {
      Value output = node.output(i);
      if (output != null) {
        Dependence dependence = follow(node, i);
        boolean mixed = dependence.isMixed();
        if (mixed && !free && mixing == null) {
          mixing = node;
        }
        known.put(output, free && mixed ? Dependence.BATCH_SIZE : dependence);
        if (!free && !(shapes && !mixed)) {
          data.add(output);
        }
      }
    }
    Value first = node.output(0);
    if (first != null && isFree(first)) {
      sized.forEach(each -> each.follow(node));
      if (of(first).equals(Dependence.BATCH_SIZE) && isSameForAnyBatch(first)) {
        known.put(first, Dependence.CONSTANT);
      }
    }
  }

  private boolean isSameForAnyBatch(Value value) {
    SmallArray one = sized.get(0).of(value);
    SmallArray other = sized.get(1).of(value);
    boolean same =
        one != null
            && other != null
            && one.type() == other.type()
            && Arrays.equals(one.sizes(), other.sizes());
    for (int i = 0; same && one != null && other != null && i < one.count(); i++) {
      same = one.number(i) == other.number(i);
    }
    return same;
  }

  private Dependence follow(Node node, int output) {
    Dependence together = Dependence.CONSTANT;
    boolean mixed = false;
    for (Value value : Captures.read(node)) {
      together = together.and(of(value));
      mixed |= of(value).isMixed();
    }
    if (batch.isSingle()) {
      return together.isData() ? Dependence.example(Dependence.WHOLE) : together;
    }
    Dependence picked = together.isData() ? PickedRows.of(node, this) : null;
    if (picked != null) {
      return picked;
    }
    AxisRule shapes = ShapeRules.find(node.op());
    if (shapes != null) {
      return shapes.of(node, output, this);
    }
    if (!together.isData() || mixed) {
      return together;
    }
    AxisRule rule = Subgraphs.of(node).isEmpty() ? AxisRules.find(node.op()) : null;
    return rule == null ? Dependence.MIXED : rule.of(node, output, this);
  }

  /** Whether examples can be told apart at all. */
  public boolean isBatchKnown() {
    return batch.isKnown();
  }

  /** Whether the number of examples is open. */
  boolean isBatchDivisible() {
    return batch.isKnown() && !batch.isSingle();
  }

  /** The first node that was not proven to keep examples apart; null when all do. */
  public @Nullable Node mixing() {
    return mixing;
  }

  /** What {@code value} depends on; a stored tensor on nothing. */
  public Dependence of(Value value) {
    Dependence dependence = known.get(value);
    return dependence == null ? Dependence.CONSTANT : dependence;
  }

  /** Whether {@code value} depends on sizes and stored tensors alone. */
  public boolean isFree(Value value) {
    return !data.contains(value);
  }

  /** Values that depend on sizes alone, for several choices of them. */
  List<SizedValues> sized() {
    return sized;
  }

  /**
   * Whether an entry of a vector that depends on sizes alone, such as a target shape, is the number
   * of examples, or with {@code multiple} as many times that in every batch.
   */
  boolean counts(Value vector, int entry, boolean multiple) {
    long factor = -1;
    for (SizedValues each : sized) {
      SmallArray array = each.of(vector);
      if (array == null || array.isFloatingPoint() || entry >= array.count()) {
        return false;
      }
      long count = array.integer(entry);
      boolean first = factor < 0;
      factor = first ? count / each.examples() : factor;
      if (factor < 1 || count != factor * each.examples() || !(multiple || factor == 1)) {
        return false;
      }
    }
    return true;
  }

  /** What the input at {@code index} depends on; one that is left out on nothing. */
  Dependence ofInput(Node node, int index) {
    Value input = node.input(index);
    return input == null ? Dependence.CONSTANT : of(input);
  }

  /** Whether both axes have the same size in every batch. */
  boolean areEqual(Dim left, Dim right) {
    return left.certainlyEquals(right) || (isBatch(left) && isBatch(right));
  }

  /** Whether an axis has as many entries as there are examples. */
  public boolean isBatch(Dim dim) {
    return batch.isBatch(dim);
  }

  boolean isIndependent(Dim dim) {
    return batch.isIndependent(dim);
  }

  /** The integers that an input holds in every run; null when they are computed. */
  static long @Nullable [] constant(Node node, int index) {
    Value input = node.input(index);
    Tensor tensor = input == null ? null : ConstantTensor.of(input);
    return tensor == null ? null : tensor.toLongs();
  }

  /** {@code axis}, which may count from the end, of {@code rank} axes. */
  static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
