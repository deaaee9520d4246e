package io.lntune.graph.diagnose;

import io.lntune.graph.LntuneException;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.infer.CertainSizes;
import io.lntune.graph.infer.ShapeOracle;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.ir.ValueType;
import io.lntune.graph.memory.FlopCount;
import io.lntune.graph.memory.FrugalOrder;
import io.lntune.graph.memory.StepMemory;
import io.lntune.graph.rewrite.pass.ConstantFolding;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.ShapesOfInputs;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import io.lntune.graph.rewrite.runtime.StepForRuntime;
import io.lntune.graph.rewrite.runtime.WeightsForRuntime;
import io.lntune.graph.rewrite.runtime.WeightsInPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds up the costs of a graph of which some nodes are the forward part and the rest backward. */
final class StepAccount {
  /** Each round settles what hangs on the shapes of the one before; three is usual. */
  private static final int FOLDING_ROUNDS = 8;

  private final Set<Node> forward;
  private long forwardFlops;
  private long backwardFlops;
  private long keptBytes;
  private long uncounted;

  private StepAccount(Set<Node> forward) {
    this.forward = forward;
  }

  /**
   * What is counted.
   *
   * @param model of no other use afterwards
   * @param forward its nodes that are not backward
   * @param losses the outputs that are no gradients
   * @param seeds where the backward pass starts
   * @param gradients the other outputs
   */
  record Graphs(
      Model model,
      Set<Node> forward,
      List<Value> losses,
      List<Value> seeds,
      List<Value> gradients) {
    /** Leaves what a step model has, as it is emitted. */
    private void prune() {
      Graph graph = model.graph();
      graph.clearOutputs();
      losses.forEach(graph::addOutput);
      gradients.forEach(graph::addOutput);
      new TopologicalOrder().run(model);
      new DeadNodeElimination(true).run(model);
      if (new ShapesOfInputs().run(model)) {
        new DeadNodeElimination(true).run(model);
      }
    }

    /** The rest, which needs the shapes of before. */
    private void arrange() {
      new WeightsForRuntime().run(model);
      new StepForRuntime().run(model);
      // Every axis has its size by now.
      FrugalOrder.arrange(model.graph(), losses, seeds, 0);
      WeightsInPlace.standard().run(model);
    }
  }

  /**
   * Prunes the model to its outputs, gives open axes their size and counts. A sequence that the
   * model does not take is halved until it does.
   *
   * @param atOnce examples of the batch that go through the model at once
   */
  static ComputeAccount of(Graphs graphs, long trainableElements, AssumedSizes sizes, long atOnce) {
    Model model = graphs.model();
    Graph graph = model.graph();
    graphs.prune();
    long frozen = storedBytes(graph);
    graph.outputs().forEach(output -> output.setType(null));
    Set<Node> certain = CertainSizes.of(graph);
    AssumedSizes fitting = inferFor(model, new AssumedSizes(atOnce, sizes.sequence()), certain);
    // Known shapes become constants, and with them what is reshaped at run time gets a shape.
    for (int i = 0; i < FOLDING_ROUNDS && new ConstantFolding(false).run(model); i++) {
      ShapeOracle.infer(model, certain);
    }
    StepAccount account = new StepAccount(graphs.forward());
    graph.nodes().forEach(account::countFlops);
    graphs.arrange();
    graph.nodes().forEach(account::countKept);
    return new ComputeAccount(
        new AssumedSizes(sizes.batch(), fitting.sequence()),
        atOnce,
        account.forwardFlops * sizes.batch() / atOnce,
        account.backwardFlops * sizes.batch() / atOnce,
        account.keptBytes,
        frozen,
        DataType.FLOAT.byteSize(trainableElements),
        StepMemory.predict(graph),
        account.uncounted);
  }

  /** Infers with the first sizes that the model takes: position tables bound the sequence. */
  private static AssumedSizes inferFor(Model model, AssumedSizes sizes, Set<Node> certain) {
    Map<Value, ValueType> declared = new HashMap<>();
    for (Value input : model.graph().inputs()) {
      if (input.type() != null) {
        declared.put(input, input.type());
      }
    }
    AssumedSizes tried = sizes;
    while (true) {
      AssumedSizes current = tried;
      declared.forEach((input, type) -> input.setType(current.bind(type)));
      try {
        ShapeOracle.infer(model, certain);
        return current;
      } catch (LntuneException e) {
        if (current.sequence() == 1) {
          throw e;
        }
        tried = current.shorter();
      }
    }
  }

  private static long storedBytes(Graph graph) {
    long bytes = 0;
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      if (tensor != null && !value.uses().isEmpty()) {
        bytes = Math.addExact(bytes, tensor.byteSize());
      }
    }
    return bytes;
  }

  private void countFlops(Node node) {
    long flops = FlopCount.of(node);
    if (flops == FlopCount.UNKNOWN) {
      uncounted++;
    } else if (forward.contains(node)) {
      forwardFlops = Math.addExact(forwardFlops, flops);
    } else {
      backwardFlops = Math.addExact(backwardFlops, flops);
    }
  }

  private void countKept(Node node) {
    for (Value output : node.outputs()) {
      if (output != null && forward.contains(node) && isKept(output)) {
        countKept(output);
      }
    }
  }

  /** A backward node that asks for the shape alone needs no elements. */
  private boolean isKept(Value value) {
    return value.uses().stream()
        .anyMatch(
            use ->
                !forward.contains(use.node()) && !use.node().is("Shape") && !use.node().is("Size"));
  }

  private void countKept(Value value) {
    Shape shape = value.shape();
    if (shape == null || !shape.isStatic()) {
      uncounted++;
    } else {
      long bytes = value.elementType().byteSize(shape.elementCount());
      keptBytes = Math.addExact(keptBytes, bytes);
    }
  }
}
