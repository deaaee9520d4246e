package io.lntune.graph.differentiate;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.ReferenceEvaluator;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.RuntimeOutputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A case's graph with its gradients: inputs dy0, ... are upstream, outputs dx0, ... the result. */
final class BackwardGraph {
  private final Graph graph;
  private final Map<String, Array> feeds;
  private final Map<Integer, String> gradients = new TreeMap<>();

  BackwardGraph(
      GradientCase subject, DataType type, ShapeKnowledge knowledge, OperatorTarget target) {
    CaseGraph forward = new CaseGraph(subject, type, knowledge);
    graph = forward.graph();
    feeds = new LinkedHashMap<>(forward.feeds());
    Map<Value, Value> seeds = new LinkedHashMap<>();
    for (Map.Entry<String, Array> entry : forward.upstream().entrySet()) {
      Value y = graph.find(entry.getKey());
      Value dY = graph.define("d" + entry.getKey());
      dY.setType(y.type());
      seeds.put(y, graph.addInput(dY));
      feeds.put(dY.name(), entry.getValue());
    }
    List<Value> wanted = new TreeSet<>(subject.active()).stream().map(forward::input).toList();
    Map<Value, Value> results =
        new ReverseMode(StandardGradients.registry(), target).differentiate(graph, seeds, wanted);
    for (int index : new TreeSet<>(subject.active())) {
      Value gradient = results.get(forward.input(index));
      if (gradient != null) {
        gradients.put(index, output("dx" + index, gradient));
      }
    }
  }

  /** Under a name of its own, for a gradient may be the upstream value itself. */
  private String output(String name, Value gradient) {
    Value output = graph.define(name);
    output.setType(gradient.type());
    graph.insert(null, OpId.onnx("Identity"), name, List.of(gradient), List.of(output), Map.of());
    graph.addOutput(output);
    return name;
  }

  Graph graph() {
    return graph;
  }

  /** Replaces every upstream gradient by ones. */
  BackwardGraph withUpstreamOnes() {
    feeds.replaceAll((name, array) -> name.startsWith("dy") ? array.map(v -> 1) : array);
    return this;
  }

  /** Whether any node is outside the ONNX standard. */
  boolean usesRuntimeOperators() {
    return graph.nodes().stream().anyMatch(node -> node.op().domain().equals(OpId.MICROSOFT));
  }

  /** Gradients by input index, in double precision. */
  Map<Integer, Array> evaluate() {
    Map<String, Array> outputs = new ReferenceEvaluator().evaluate(graph, feeds);
    Map<Integer, Array> byInput = new TreeMap<>();
    gradients.forEach((index, name) -> byInput.put(index, outputs.get(name)));
    return byInput;
  }

  /** Gradients by input index, from ONNX Runtime in the element type of the graph. */
  Map<Integer, Array> run() {
    Model model = new Model(graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    model.opsets().put(OpId.MICROSOFT, 1L);
    for (Value output : graph.outputs()) {
      // Forward outputs are declared by element type only: the runtime infers the rest.
      output.setType(new TensorType(output.elementType(), null));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    feeds.forEach((name, array) -> tensors.put(name, array.toTensor(name)));
    Map<String, Tensor> outputs = RuntimeOutputs.of(model, tensors);
    Map<Integer, Array> byInput = new TreeMap<>();
    gradients.forEach((index, name) -> byInput.put(index, Array.of(outputs.get(name))));
    return byInput;
  }
}
