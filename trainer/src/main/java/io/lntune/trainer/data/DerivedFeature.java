package io.lntune.trainer.data;

import io.lntune.graph.ir.DataType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A feature that the file lacks and that follows from the arrays of the batch. */
final class DerivedFeature {
  /** What it is made of. */
  enum Kind {
    /** Nothing has gone before: the axis of past positions has length 0. */
    EMPTY_PAST("is empty: nothing goes before the first token"),
    /** Ones [B, S]. */
    ONES("is filled in with ones"),
    /** Zeros [B, S]. */
    ZEROS("is filled in with zeros"),
    /** 0 to S - 1. */
    COUNT("is filled in with 0, 1, 2, ..."),
    /** Number of tokens that the mask shows before each; 0 where it hides the token. */
    MASKED_COUNT("counts the tokens that the mask shows"),
    /** The number 0, which asks for the scores of all positions. */
    NOUGHT("is 0: all positions");

    private final String note;

    Kind(String note) {
      this.note = note;
    }
  }

  private final FeatureSpec spec;
  private final Kind kind;
  private final @Nullable String source;

  /** {@code source} is the array that gives batch and length; null for any. */
  DerivedFeature(FeatureSpec spec, Kind kind, @Nullable String source) {
    this.spec = spec;
    this.kind = kind;
    this.source = source;
  }

  FeatureSpec spec() {
    return spec;
  }

  /** What a person should know about it. */
  String note() {
    return "'" + spec.name() + "' " + kind.note + ".";
  }

  Kind kind() {
    return kind;
  }

  /** The feature for a batch of {@code examples}; the batch has the source. */
  NamedArray make(Batch batch, BatchBuffers buffers) {
    return switch (kind) {
      case EMPTY_PAST -> buffers.prepare(spec, pastSizes(batch.examples()));
      case NOUGHT -> filled(buffers.prepare(spec, new long[spec.rank()]), 0);
      case ONES -> filled(buffers.prepare(spec, tokenSizes(batch)), 1);
      case ZEROS -> filled(buffers.prepare(spec, tokenSizes(batch)), 0);
      case COUNT -> counted(buffers.prepare(spec, tokenSizes(batch)));
      case MASKED_COUNT -> counted(buffers.prepare(spec, tokenSizes(batch)), source(batch));
    };
  }

  private NamedArray source(Batch batch) {
    if (source == null) {
      throw new IllegalStateException(spec + " has no source");
    }
    return batch.array(source);
  }

  /** The first open axis is the batch unless the first axis is 1; the other open one is empty. */
  private long[] pastSizes(int examples) {
    long[] sizes = new long[spec.rank()];
    boolean batchSeen = spec.dim(0).size() == 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = spec.dim(axis).size();
      if (sizes[axis] < 0) {
        sizes[axis] = batchSeen ? 0 : examples;
        batchSeen = true;
      }
    }
    return sizes;
  }

  private long[] tokenSizes(Batch batch) {
    NamedArray tokens = source(batch);
    long length = tokens.size(1);
    if (spec.rank() == 1) {
      return new long[] {length};
    }
    boolean shared = spec.dim(0).size() == 1;
    return new long[] {shared ? 1 : tokens.size(0), length};
  }

  private NamedArray filled(NamedArray array, long value) {
    ByteBuffer target = array.bytes();
    while (target.hasRemaining()) {
      put(target, value);
    }
    return array;
  }

  private NamedArray counted(NamedArray array) {
    ByteBuffer target = array.bytes();
    long length = array.size(-1);
    for (long i = 0; target.hasRemaining(); i++) {
      put(target, i % length);
    }
    return array;
  }

  private NamedArray counted(NamedArray array, NamedArray mask) {
    ByteBuffer shown = mask.bytes();
    ByteBuffer target = array.bytes();
    DataType maskType = mask.type();
    for (long row = 0; row < mask.size(0); row++) {
      long before = 0;
      for (long i = 0; i < mask.size(1); i++) {
        boolean counts =
            ElementType.isInteger(maskType)
                ? ElementType.readLong(maskType, shown) != 0
                : ElementType.readDouble(maskType, shown) != 0;
        put(target, counts ? before++ : 0);
      }
    }
    return array;
  }

  private void put(ByteBuffer target, long value) {
    if (ElementType.isInteger(spec.type())) {
      ElementType.writeLong(spec.type(), target, value);
    } else {
      ElementType.writeDouble(spec.type(), target, (double) value);
    }
  }
}
