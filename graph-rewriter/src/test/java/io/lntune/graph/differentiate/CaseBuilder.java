package io.lntune.graph.differentiate;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.reference.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Writes a {@link GradientCase}: inputs in order, drawn from a seeded source. */
final class CaseBuilder {
  private static final int SEED = 5;

  /**
   * Distance of neighbours among {@link #distinct} elements: no finite difference reorders them.
   */
  private static final double SPACING = 0.125;

  private final OpId op;
  private final String description;
  private final List<Operand> operands = new ArrayList<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final Map<String, CaseBody> bodies = new LinkedHashMap<>();
  private final Random random = new Random(SEED);
  private double low = -2;
  private double high = 2;
  private int inputs = -1;
  private int outputs = 1;
  private Set<Integer> seeded = Set.of(0);
  private Set<Integer> active = Set.of();
  private Set<ShapeKnowledge> knowledge = EnumSet.allOf(ShapeKnowledge.class);
  private DataType exactType = DataType.DOUBLE;
  private double tolerance = Tolerances.CENTRAL_DIFFERENCE;
  private double floatTolerance = Tolerances.FLOAT32;
  private String runtimeGap = "";
  private String halfGap = "";

  private CaseBuilder(OpId op, String description) {
    this.op = op;
    this.description = description;
  }

  static CaseBuilder onnx(String type, String description) {
    return new CaseBuilder(OpId.onnx(type), description);
  }

  static CaseBuilder microsoft(String type, String description) {
    return new CaseBuilder(OpId.microsoft(type), description);
  }

  OpId op() {
    return op;
  }

  /** Range of the random inputs that follow. */
  CaseBuilder between(double newLow, double newHigh) {
    low = newLow;
    high = newHigh;
    return this;
  }

  /** A random floating-point input. */
  CaseBuilder in(long... dims) {
    return add(Operand.fed(floats(Array.random(DataType.DOUBLE, random, low, high, dims))));
  }

  /** A floating-point input of given elements. */
  CaseBuilder in(long[] dims, double... elements) {
    return add(Operand.fed(floats(Array.of(DataType.DOUBLE, dims, elements))));
  }

  /** A floating-point input whose elements all differ clearly, in random order. */
  CaseBuilder distinct(long... dims) {
    Array array = Array.zeros(DataType.DOUBLE, dims);
    List<Integer> order = new ArrayList<>(IntStream.range(0, array.count()).boxed().toList());
    Collections.shuffle(order, random);
    Arrays.setAll(array.data(), i -> SPACING * (order.get(i) - array.count() / 2.0 + 0.25));
    return add(Operand.fed(array));
  }

  /** A random input of another type that is fed at run time. */
  CaseBuilder in(DataType type, long... dims) {
    return add(Operand.fed(Array.random(type, random, low, high, dims)));
  }

  /** An input fed at run time. */
  CaseBuilder fed(Array array) {
    return add(Operand.fed(array));
  }

  /** A random floating-point value that only bodies use. */
  CaseBuilder captured(long... dims) {
    inputs = inputs < 0 ? operands.size() : inputs;
    return in(dims);
  }

  /** A value that only bodies use. */
  CaseBuilder captured(Array array) {
    inputs = inputs < 0 ? operands.size() : inputs;
    return fed(array);
  }

  /** A body of the node. */
  CaseBuilder body(String name, CaseBody body) {
    bodies.put(name, body);
    return this;
  }

  /** An int64 input fed at run time. */
  CaseBuilder fedLongs(long[] dims, long... elements) {
    return add(Operand.fed(Array.longs(dims, elements)));
  }

  /** A one-dimensional int64 input fed at run time. */
  CaseBuilder fedLongs(long... elements) {
    return fedLongs(new long[] {elements.length}, elements);
  }

  /** A one-dimensional int64 initializer. */
  CaseBuilder longs(long... elements) {
    return constant(Array.longs(new long[] {elements.length}, elements));
  }

  /** An initializer. */
  CaseBuilder constant(Array array) {
    return add(Operand.constant(array));
  }

  /** An initializer whose floating-point type is not that of the case. */
  CaseBuilder typedConstant(Array array) {
    return add(Operand.typedConstant(array));
  }

  /** A floating-point initializer of rank 0. */
  CaseBuilder number(double value) {
    return constant(floats(Array.scalar(DataType.DOUBLE, value)));
  }

  /** The value of an earlier input once more. */
  CaseBuilder same(int index) {
    return add(Operand.repeated(index));
  }

  /** An input that is left out. */
  CaseBuilder gap() {
    return add(Operand.LEFT_OUT);
  }

  CaseBuilder set(String name, long value) {
    attributes.put(name, new Attribute.IntValue(value));
    return this;
  }

  CaseBuilder set(String name, double value) {
    attributes.put(name, new Attribute.FloatValue((float) value));
    return this;
  }

  CaseBuilder set(String name, String value) {
    attributes.put(name, new Attribute.StringValue(value));
    return this;
  }

  CaseBuilder setInts(String name, long... values) {
    attributes.put(name, new Attribute.Ints(Arrays.stream(values).boxed().toList()));
    return this;
  }

  CaseBuilder outputs(int count) {
    outputs = count;
    return this;
  }

  /** The outputs with an upstream gradient; the first one unless stated. */
  CaseBuilder seeded(Integer... indices) {
    seeded = Set.of(indices);
    return this;
  }

  /** The inputs whose gradient is wanted; every fed floating-point input unless stated. */
  CaseBuilder of(Integer... indices) {
    active = Set.of(indices);
    return this;
  }

  /** The rule must work when this much is known of the shapes; with less it may decline. */
  CaseBuilder needs(ShapeKnowledge least) {
    knowledge = EnumSet.range(ShapeKnowledge.STATIC, least);
    return this;
  }

  /** For operators that have results of type float32 whatever the type of their inputs. */
  CaseBuilder declaredAsFloat32() {
    exactType = DataType.FLOAT;
    return this;
  }

  CaseBuilder tolerance(double bound) {
    tolerance = bound;
    return this;
  }

  CaseBuilder floatTolerance(double bound) {
    floatTolerance = bound;
    return this;
  }

  /** ONNX Runtime has no CPU kernel for the forward node; a test holds that this is still so. */
  CaseBuilder notOnRuntime(String reason) {
    runtimeGap = reason;
    halfGap = reason;
    return this;
  }

  /** The same for operands of type float16. */
  CaseBuilder notInHalfPrecision(String reason) {
    halfGap = reason;
    return this;
  }

  GradientCase build() {
    Set<Integer> wanted = new LinkedHashSet<>(active);
    for (int i = 0; i < operands.size() && active.isEmpty(); i++) {
      Operand operand = operands.get(i);
      if (operand.kind() == Operand.Kind.FED && operand.isFloating()) {
        wanted.add(i);
      }
    }
    return new GradientCase(
        op,
        description,
        operands,
        inputs < 0 ? operands.size() : inputs,
        attributes,
        bodies,
        outputs,
        seeded,
        wanted,
        knowledge,
        exactType,
        tolerance,
        floatTolerance,
        runtimeGap,
        halfGap);
  }

  private CaseBuilder add(Operand operand) {
    operands.add(operand);
    return this;
  }

  /** Rounded to float32, so that both precisions start from the same numbers. */
  private static Array floats(Array array) {
    return array.map(v -> (float) v);
  }
}
