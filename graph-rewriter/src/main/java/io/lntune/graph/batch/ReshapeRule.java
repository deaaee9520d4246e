package io.lntune.graph.batch;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code Reshape} and its kin keep the order of the elements. With P elements before the axis of
 * the examples, those of one example are P runs of neighbours; they are slices of the result again
 * when as many elements stand before some axis of it whose size is a multiple of the number of
 * examples.
 */
final class ReshapeRule {
  private ReshapeRule() {}

  static Dependence of(Node node, int output, ExampleAxes axes) {
    Value source = node.requiredInput(0);
    Dependence dependence = axes.of(source);
    Shape before = source.shape();
    Shape after = node.requiredOutput(0).shape();
    if (!dependence.isExample()) {
      return dependence.isMixed() || axes.ofInput(node, 1).isData() ? Dependence.MIXED : dependence;
    }
    if (before == null || after == null || axes.ofInput(node, 1).isData()) {
      return Dependence.MIXED;
    }
    int moved = moved(node, dependence.axis(), before.rank(), after.rank());
    if (moved >= 0) {
      return Dependence.example(moved);
    }
    List<Dim> leading = proper(before.dims().subList(0, dependence.axis()));
    for (int i = 0; i < after.rank(); i++) {
      Dim dim = after.dim(i);
      if (!areEqual(leading, proper(after.dims().subList(0, i)))) {
        continue;
      }
      boolean multiple =
          axes.isBatch(dim)
              || axes.areEqual(dim, before.dim(dependence.axis()))
              || (node.is("Reshape") && axes.counts(node.requiredInput(1), i, true))
              || isDivisible(
                  before.dims().subList(dependence.axis() + 1, before.rank()),
                  after.dims().subList(i + 1, after.rank()));
      if (multiple && dim.size() != 1) {
        return Dependence.example(i);
      }
    }
    return Dependence.MIXED;
  }

  /** Where an axis stands after stored axes of size 1 were put in or taken out; else -1. */
  private static int moved(Node node, int axis, int before, int after) {
    long[] axes = ExampleAxes.constant(node, 1);
    if (axes == null || !(node.is("Unsqueeze") || node.is("Squeeze"))) {
      return -1;
    }
    int rank = Math.max(before, after);
    int[] changed =
        Arrays.stream(axes).mapToInt(each -> ExampleAxes.axis(each, rank)).sorted().toArray();
    int place = axis;
    if (node.is("Unsqueeze")) {
      for (int inserted : changed) {
        place += inserted <= place ? 1 : 0;
      }
      return place;
    }
    for (int dropped : changed) {
      if (dropped == axis) {
        return -1;
      }
      place -= dropped < axis ? 1 : 0;
    }
    return place;
  }

  private static List<Dim> proper(List<Dim> dims) {
    return dims.stream().filter(dim -> dim.size() != 1).toList();
  }

  private static boolean areEqual(List<Dim> left, List<Dim> right) {
    boolean equal = left.size() == right.size();
    for (int i = 0; equal && i < left.size(); i++) {
      equal = left.get(i).certainlyEquals(right.get(i));
    }
    return equal;
  }

  /** Whether the product of {@code whole} certainly is a multiple of that of {@code part}. */
  private static boolean isDivisible(List<Dim> whole, List<Dim> part) {
    List<Dim> left = new ArrayList<>(whole);
    long leftSize = 1;
    long partSize = 1;
    for (Dim dim : whole) {
      leftSize *= dim.isStatic() ? dim.size() : 1;
    }
    for (Dim dim : part) {
      if (dim.isStatic()) {
        partSize *= dim.size();
      } else if (dim.symbol().isEmpty() || !left.remove(dim)) {
        return false;
      }
    }
    return partSize != 0 && leftSize % partSize == 0;
  }
}
