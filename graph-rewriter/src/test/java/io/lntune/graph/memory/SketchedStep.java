package io.lntune.graph.memory;

import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.infer.ConcreteShapes;
import io.lntune.graph.infer.SymbolicShapes;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import java.util.Objects;

/** A sketch of a step model, whose backward pass starts at one value. */
record SketchedStep(ModelSketch sketch, String seed) {
  /** Types the sketch and brings its nodes, of which one is {@code loss}, into order. */
  SketchedStep arranged() {
    SymbolicShapes.infer(sketch.model());
    Value loss = Objects.requireNonNull(graph().find("loss"));
    GradientOrder.arrange(graph(), List.of(loss), seeds());
    return this;
  }

  Graph graph() {
    return sketch.graph();
  }

  List<Value> seeds() {
    return List.of(Objects.requireNonNull(graph().find(seed)));
  }

  /** The most bytes of tensors that are there at once. */
  long bytesAlive(AssumedSizes sizes) {
    try (ConcreteShapes shapes = ConcreteShapes.bind(sketch.model(), sizes)) {
      StepTensors tensors = new StepTensors(shapes.graph());
      return LiveMemory.of(tensors, StepSequence.once(tensors)).bytes();
    }
  }

  /** The operators that run a second time, sorted. */
  List<String> again() {
    return graph().nodes().stream()
        .filter(node -> node.name().endsWith("/again"))
        .map(node -> node.op().type())
        .sorted()
        .toList();
  }
}
