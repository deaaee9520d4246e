package io.lntune.graph.batch;

/**
 * What a value that no trained tensor reaches is computed from.
 *
 * @param kind the sort of dependence
 * @param axis of {@link Kind#EXAMPLE}, the axis that counts examples, or {@link #WHOLE}
 */
public record Dependence(Kind kind, int axis) {
  /** The sorts of dependence. */
  public enum Kind {
    /** Stored tensors and the sizes of one example: the same in every batch of such examples. */
    CONSTANT,
    /** Also the number of examples. */
    BATCH_SIZE,
    /** Each slice along the axis is computed from one example alone, in the order of the batch. */
    EXAMPLE,
    /** Several examples, or it is not known. */
    MIXED
  }

  /** The axis of a value that belongs to the only example of a batch. */
  public static final int WHOLE = -1;

  static final Dependence CONSTANT = new Dependence(Kind.CONSTANT, WHOLE);
  static final Dependence BATCH_SIZE = new Dependence(Kind.BATCH_SIZE, WHOLE);
  static final Dependence MIXED = new Dependence(Kind.MIXED, WHOLE);

  /** One example per slice along {@code axis}; an example may have several neighbouring slices. */
  public static Dependence example(int axis) {
    return new Dependence(Kind.EXAMPLE, axis);
  }

  /** Whether each slice belongs to one example. */
  public boolean isExample() {
    return kind == Kind.EXAMPLE;
  }

  /** Whether examples come together, as far as is known. */
  public boolean isMixed() {
    return kind == Kind.MIXED;
  }

  /** Whether it is computed from data, not from shapes and stored tensors alone. */
  public boolean isData() {
    return isExample() || isMixed();
  }

  /** The dependence of something computed from both in a way that is not known. */
  Dependence and(Dependence other) {
    if (isData() || other.isData()) {
      return MIXED;
    }
    return equals(CONSTANT) ? other : this;
  }
}
