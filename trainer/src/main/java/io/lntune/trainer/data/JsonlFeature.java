package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How one feature of a batch is made from the fields of its examples. Only the first axis of an
 * example is padded; other axes must be equal in all examples of a batch.
 */
final class JsonlFeature {
  /** Where the values come from. */
  enum Source {
    /** The field itself. */
    FIELD,
    /** 1 for every token of the field, 0 for padding. */
    MASK,
    /** 0 for every token of the field. */
    ZEROS
  }

  private final FeatureSpec spec;
  private final String field;
  private final Source source;
  private final long padding;
  private final boolean truncated;

  /** {@code truncated} cuts what is longer than the model takes. */
  JsonlFeature(FeatureSpec spec, String field, Source source, long padding, boolean truncated) {
    this.spec = spec;
    this.field = field;
    this.source = source;
    this.padding = padding;
    this.truncated = truncated;
  }

  FeatureSpec spec() {
    return spec;
  }

  /** The field whose values or lengths are used. */
  String field() {
    return field;
  }

  /** Refuses an example whose value cannot fit the model whatever the rest of its batch. */
  void check(JsonExample example, String where) {
    JsonValues values = example.field(field);
    int rank = rank(values);
    if (spec.hasRank() && rank + 1 != spec.rank()) {
      throw misfit(
          "is nested " + rank + " lists deep but the model wants " + (spec.rank() - 1), where);
    }
    for (int axis = 0; axis < rank; axis++) {
      long wanted = spec.dim(axis + 1).size();
      boolean fits =
          wanted < 0
              || values.size(axis) == wanted
              || (axis == 0 && isPadded() && (truncated || values.size(axis) < wanted));
      if (!fits) {
        throw misfit(
            "has length "
                + values.size(axis)
                + " along axis "
                + axis
                + " but the model takes "
                + wanted
                + (axis == 0 && isPadded() ? " (--truncate cuts it)" : ""),
            where);
      }
    }
  }

  /** Axes of one example; a mask or token type has one number per entry of the field's first. */
  private int rank(JsonValues values) {
    return source == Source.FIELD ? values.rank() : Math.min(1, values.rank());
  }

  /** Entries of the example along the axis that is padded; 0 when no axis is padded at will. */
  int length(JsonExample example) {
    JsonValues values = example.field(field);
    boolean free = isPadded() && values.rank() > 0 && !spec.dim(1).isStatic();
    return free ? Math.toIntExact(values.size(0)) : 0;
  }

  /** A label that is not a class has no value that the loss would ignore. */
  private boolean isPadded() {
    return spec.role() == FeatureSpec.Role.INPUT || spec.isClassLabel();
  }

  /** Fills an array of {@code buffers} from the first {@code count} examples. */
  NamedArray assemble(
      List<JsonExample> examples, int count, JsonlFile file, long[] indices, BatchBuffers buffers) {
    JsonValues first = examples.get(0).field(field);
    long[] sizes = new long[rank(first) + 1];
    sizes[0] = count;
    for (int axis = 0; axis < rank(first); axis++) {
      sizes[axis + 1] = first.size(axis);
    }
    for (int i = 1; i < count; i++) {
      extend(sizes, examples.get(i).field(field), file.where((int) indices[i]));
    }
    if (sizes.length > 1 && spec.dim(1).isStatic()) {
      sizes[1] = spec.dim(1).size();
    }
    NamedArray array = buffers.prepare(spec, sizes);
    ByteBuffer target = array.bytes();
    int bytesPerExample = target.remaining() / count;
    for (int i = 0; i < count; i++) {
      write(examples.get(i).field(field), target, target.position() + bytesPerExample);
    }
    return array;
  }

  private void extend(long[] sizes, JsonValues values, String where) {
    if (rank(values) + 1 != sizes.length) {
      throw misfit("is nested deeper or less deep than in the batch's other examples", where);
    }
    for (int axis = 0; axis < rank(values); axis++) {
      long size = values.size(axis);
      if (axis == 0 && isPadded()) {
        sizes[1] = Math.max(sizes[1], size);
      } else if (size != sizes[axis + 1]) {
        throw misfit(
            "has length "
                + size
                + " along axis "
                + axis
                + ", other examples of the batch "
                + sizes[axis + 1],
            where);
      }
    }
  }

  private void write(JsonValues values, ByteBuffer target, int end) {
    ByteBuffer elements = values.elements();
    if (source == Source.FIELD) {
      int room = end - target.position();
      target.put(elements.limit(Math.min(elements.limit(), elements.position() + room)));
    } else {
      long tokens = values.rank() == 0 ? 1 : values.size(0);
      if (rank(values) > 0 && spec.dim(1).isStatic()) {
        tokens = Math.min(tokens, spec.dim(1).size());
      }
      for (long token = 0; token < tokens; token++) {
        put(target, source == Source.MASK ? 1 : 0);
      }
    }
    while (target.position() < end) {
      put(target, padding);
    }
  }

  private void put(ByteBuffer target, long value) {
    if (ElementType.isInteger(spec.type())) {
      ElementType.writeLong(spec.type(), target, value);
    } else {
      ElementType.writeDouble(spec.type(), target, (double) value);
    }
  }

  private LntuneException misfit(String problem, String where) {
    return LntuneException.badInput(
        "The field '" + field + "' " + problem,
        where,
        "The model wants " + spec + ", the first axis being the batch.");
  }
}
