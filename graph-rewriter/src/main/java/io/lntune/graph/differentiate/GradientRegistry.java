package io.lntune.graph.differentiate;

import io.lntune.graph.ir.OpId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gradient entries by operator; a value that is passed around, extended by {@link #with}. */
public final class GradientRegistry {
  private final Map<OpId, GradientEntry> entries;

  private GradientRegistry(Map<OpId, GradientEntry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** The entry of an operator; null when nothing is known about it. */
  public @Nullable GradientEntry find(OpId op) {
    return entries.get(op);
  }

  /** All entries in the order of registration. */
  public Map<OpId, GradientEntry> entries() {
    return entries;
  }

  /** This registry with one entry added or replaced. */
  public GradientRegistry with(OpId op, GradientEntry entry) {
    Map<OpId, GradientEntry> copy = new LinkedHashMap<>(entries);
    copy.put(op, entry);
    return new GradientRegistry(copy);
  }

  static Builder builder() {
    return new Builder();
  }

  /** Collects the entries of the standard table; a second entry for an operator is an error. */
  static final class Builder {
    private final Map<OpId, GradientEntry> entries = new LinkedHashMap<>();

    Builder rule(String onnxType, GradientRule rule) {
      return put(OpId.onnx(onnxType), new GradientEntry.Differentiable(false, rule));
    }

    Builder broadcasting(String onnxType, GradientRule rule) {
      return put(OpId.onnx(onnxType), new GradientEntry.Differentiable(true, rule));
    }

    Builder microsoft(String type, GradientRule rule) {
      return put(OpId.microsoft(type), new GradientEntry.Differentiable(false, rule));
    }

    Builder zero(String... onnxTypes) {
      for (String type : onnxTypes) {
        put(OpId.onnx(type), new GradientEntry.Zero());
      }
      return this;
    }

    Builder notDifferentiable(String reason, String... onnxTypes) {
      for (String type : onnxTypes) {
        put(OpId.onnx(type), new GradientEntry.NotDifferentiable(reason));
      }
      return this;
    }

    Builder microsoftZero(String... types) {
      for (String type : types) {
        put(OpId.microsoft(type), new GradientEntry.Zero());
      }
      return this;
    }

    Builder microsoftNotDifferentiable(String reason, String... types) {
      for (String type : types) {
        put(OpId.microsoft(type), new GradientEntry.NotDifferentiable(reason));
      }
      return this;
    }

    private Builder put(OpId op, GradientEntry entry) {
      if (entries.put(op, entry) != null) {
        throw new IllegalStateException("two gradient entries for " + op);
      }
      return this;
    }

    GradientRegistry build() {
      return new GradientRegistry(entries);
    }
  }
}
