package io.lntune.graph.batch;

import static io.lntune.graph.batch.ExampleAxes.axis;
import static io.lntune.graph.batch.ExampleAxes.constant;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators that read or obey shapes: what depends on a shape alone does not depend on data. */
final class ShapeRules {
  private static final Map<OpId, AxisRule> RULES =
      Map.of(
          OpId.onnx("Shape"), ShapeRules::shape,
          OpId.onnx("Size"), ShapeRules::size,
          OpId.onnx("ConstantOfShape"), ShapeRules::filled,
          OpId.onnx("Expand"), ShapeRules::stretched,
          OpId.onnx("Tile"), ShapeRules::stretched,
          OpId.onnx("Reshape"), ReshapeRule::of,
          OpId.onnx("Flatten"), ReshapeRule::of,
          OpId.onnx("Squeeze"), ReshapeRule::of,
          OpId.onnx("Unsqueeze"), ReshapeRule::of,
          OpId.onnx("Gather"), ShapeRules::gather);

  private ShapeRules() {}

  static @Nullable AxisRule find(OpId op) {
    return RULES.get(op);
  }

  private static Dependence shape(Node node, int output, ExampleAxes axes) {
    Value read = node.requiredInput(0);
    Shape shape = read.shape();
    if (shape == null) {
      return axes.of(read).isData() ? Dependence.MIXED : Dependence.BATCH_SIZE;
    }
    int first = bound(node.attributes().intValue("start", 0), shape.rank());
    int end = bound(node.attributes().intValue("end", shape.rank()), shape.rank());
    return first < end ? sizes(read, shape.dims().subList(first, end), axes) : Dependence.CONSTANT;
  }

  private static int bound(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  private static Dependence size(Node node, int output, ExampleAxes axes) {
    Value read = node.requiredInput(0);
    Shape shape = read.shape();
    return shape == null ? Dependence.MIXED : sizes(read, shape.dims(), axes);
  }

  /** Sizes that are known by name; those of mixed values may follow from the data itself. */
  private static Dependence sizes(Value read, List<Dim> dims, ExampleAxes axes) {
    if (dims.stream().allMatch(axes::isIndependent)) {
      return Dependence.CONSTANT;
    }
    boolean named = dims.stream().noneMatch(dim -> dim.equals(Dim.UNKNOWN));
    return named || !axes.of(read).isMixed() ? Dependence.BATCH_SIZE : Dependence.MIXED;
  }

  /** One number everywhere, so every slice along any axis is the same. */
  private static Dependence filled(Node node, int output, ExampleAxes axes) {
    Value sizes = node.requiredInput(0);
    Shape shape = node.requiredOutput(0).shape();
    if (axes.of(sizes).isData() || shape == null) {
      return Dependence.MIXED;
    }
    for (int i = 0; i < shape.rank(); i++) {
      boolean unknown = shape.dim(i).equals(Dim.UNKNOWN);
      if (axes.isBatch(shape.dim(i)) || (unknown && axes.counts(sizes, i, true))) {
        return Dependence.example(i);
      }
    }
    return shape.dims().stream().allMatch(axes::isIndependent)
        ? Dependence.CONSTANT
        : Dependence.BATCH_SIZE;
  }

  /** {@code Expand} and {@code Tile}: copies along axes of size 1, or of another axis. */
  private static Dependence stretched(Node node, int output, ExampleAxes axes) {
    Value source = node.requiredInput(0);
    Value result = node.requiredOutput(0);
    Dependence dependence = axes.of(source);
    Shape before = source.shape();
    Shape after = result.shape();
    if (axes.ofInput(node, 1).isData()
        || before == null
        || after == null
        || dependence.isMixed()
        || dependence.equals(Dependence.BATCH_SIZE)) {
      return dependence.isData()
              || axes.ofInput(node, 1).isData()
              || before == null
              || after == null
          ? Dependence.MIXED
          : dependence;
    }
    int added = after.rank() - before.rank();
    if (dependence.isExample()) {
      int aligned = dependence.axis() + added;
      return axes.areEqual(before.dim(dependence.axis()), after.dim(aligned))
          ? Dependence.example(aligned)
          : Dependence.MIXED;
    }
    for (int i = 0; i < after.rank(); i++) {
      boolean copied = i < added || before.dim(i - added).size() == 1;
      boolean repeated = node.is("Tile") && axes.counts(node.requiredInput(1), i, copied);
      if (repeated || (copied && axes.isBatch(after.dim(i)))) {
        return Dependence.example(i);
      }
      if (copied && node.is("Expand") && axes.counts(node.requiredInput(1), i, true)) {
        return Dependence.example(i);
      }
    }
    return after.dims().stream().allMatch(axes::isIndependent)
        ? Dependence.CONSTANT
        : Dependence.BATCH_SIZE;
  }

  /** Stored entries of a shape, which may leave out the number of examples; or of anything else. */
  private static Dependence gather(Node node, int output, ExampleAxes axes) {
    Dependence data = axes.ofInput(node, 0);
    Dependence places = axes.ofInput(node, 1);
    if (data.isMixed() || places.isMixed()) {
      return Dependence.MIXED;
    }
    if (data.isExample() || places.isExample()) {
      return SelectionRules.gather(node, output, axes);
    }
    Node producer = node.requiredInput(0).producer();
    long[] picked = constant(node, 1);
    if (data.equals(Dependence.BATCH_SIZE)
        && picked != null
        && producer != null
        && producer.is("Shape")
        && !producer.attributes().has("start")
        && !producer.attributes().has("end")) {
      Value read = producer.requiredInput(0);
      Shape shape = read.shape();
      if (shape != null) {
        List<Dim> dims =
            Arrays.stream(picked).mapToObj(i -> shape.dim(axis(i, shape.rank()))).toList();
        return sizes(read, dims, axes);
      }
    }
    return data.and(places);
  }
}
