package io.lntune.graph.ir;

/**
 * One axis of a {@link Shape}: a size, a symbol that stands for the same size wherever it occurs,
 * or unknown.
 *
 * @param size number of elements along the axis, or -1
 * @param symbol name of the symbolic size, or empty
 */
public record Dim(long size, String symbol) {
  /** An axis about which nothing is known; two unknown axes are never assumed equal. */
  public static final Dim UNKNOWN = new Dim(-1, "");

  /** An axis of the given size. */
  public static Dim of(long size) {
    return new Dim(size, "");
  }

  /** An axis whose size is named. */
  public static Dim symbolic(String symbol) {
    return new Dim(-1, symbol);
  }

  public boolean isStatic() {
    return size >= 0;
  }

  /** True when both axes certainly have the same size. */
  public boolean certainlyEquals(Dim other) {
    return isStatic() ? size == other.size : !symbol.isEmpty() && symbol.equals(other.symbol);
  }

  /**
   * What the size of this axis is called: one without a name by its position, since the first axis
   * of every input is the batch in practice.
   *
   * @param position of the axis in its shape
   */
  public String nameAt(int position) {
    return symbol.isEmpty() ? "axis " + position : symbol;
  }

  @Override
  public String toString() {
    return isStatic() ? Long.toString(size) : symbol.isEmpty() ? "?" : symbol;
  }
}
