package io.lntune.graph.infer;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which operators of a model ONNX Runtime does not know. Loading the whole model stops at the
 * first of them; here an operator is loaded alone, in a model of one node.
 */
public final class OperatorCheck {
  private OperatorCheck() {}

  /**
   * What ONNX Runtime says about the operator of {@code node}, a node of {@code model} with
   * functions inlined; null when it knows the operator.
   */
  public static @Nullable String complaint(Model model, Node node) {
    if (!model.opsets().containsKey(node.op().domain())) {
      return "the model imports no version of domain '" + node.op().domain() + "'";
    }
    byte[] bytes = ModelWriter.toBytes(alone(model, node), TensorPlacement.INLINE);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      RuntimeThread.environment().createSession(bytes, options).close();
      return null;
    } catch (OrtException e) {
      String message = String.valueOf(e.getMessage());
      return speaksOfUnknownOperator(message) ? ShapeOracle.firstLine(message) : null;
    }
  }

  /** The lone node has invented operands, so the runtime may find other faults in it as well. */
  private static boolean speaksOfUnknownOperator(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return text.contains("no op registered for")
        || text.contains("is not a registered function/op");
  }

  private static Model alone(Model model, Node node) {
    Graph graph = new Graph(null);
    graph.setName("operator");
    Model alone = new Model(graph);
    alone.setIrVersion(model.irVersion());
    alone.opsets().putAll(model.opsets());
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      Value input = graph.define("x" + i);
      input.setType(new TensorType(DataType.FLOAT, Shape.of(1)));
      inputs.add(graph.addInput(input));
    }
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < node.outputs().size(); i++) {
      Value output = graph.define("y" + i);
      graph.addOutput(output);
      outputs.add(output);
    }
    graph.insert(null, node.op(), "node", inputs, outputs, Map.of());
    return alone;
  }
}
