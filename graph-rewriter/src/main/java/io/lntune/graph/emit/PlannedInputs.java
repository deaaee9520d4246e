package io.lntune.graph.emit;

import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Describes the inputs that data is fed to. */
final class PlannedInputs {
  private final List<Value> declared;
  private final Collection<Value> labels;

  PlannedInputs(List<Value> declared, Collection<Value> labels) {
    this.declared = declared;
    this.labels = labels;
  }

  List<PlannedInput> list(Graph graph) {
    List<PlannedInput> inputs = new ArrayList<>();
    for (Value value : declared) {
      if (graph.isInput(value) && value.initializer() == null) {
        inputs.add(describe(value, labels.contains(value)));
      }
    }
    for (Value label : labels) {
      if (!declared.contains(label)) {
        inputs.add(describe(label, true));
      }
    }
    return inputs;
  }

  static PlannedInput describe(Value value, boolean isLabel) {
    Shape shape = value.shape();
    List<Long> dims = shape == null ? List.of() : shape.dims().stream().map(Dim::size).toList();
    return new PlannedInput(value.name(), value.elementType(), dims, isLabel);
  }
}
