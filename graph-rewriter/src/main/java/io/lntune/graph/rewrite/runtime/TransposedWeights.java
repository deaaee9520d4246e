package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.TransposedMatrix;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets products read a stored weight the other way round where a graph transposes it first, as a
 * language model's head does with the embedding table it shares. ONNX Runtime would make the
 * transposed copy at load and keep both. Leaves unused nodes behind.
 */
public final class TransposedWeights implements Pass {
  private static final OpId FUSED = OpId.microsoft("FusedMatMul");
  private static final String TURN = "transB";

  @Override
  public String name() {
    return "TransposedWeights";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    boolean changed = false;
    for (Node node : graph.nodes()) {
      Value weight = isProduct(node) ? transposed(node.requiredInput(1)) : null;
      if (weight != null) {
        turn(node, weight);
        changed = true;
      }
    }
    if (changed) {
      model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    }
    return changed;
  }

  private static boolean isProduct(Node node) {
    if (node.is("MatMul")) {
      Shape left = node.requiredInput(0).shape();
      return left != null && left.rank() >= 2;
    }
    boolean wholeBatch = node.attributes().intValue("transBatchB", 0) == 0;
    return node.is("Gemm") || (node.op().equals(FUSED) && wholeBatch);
  }

  /** The stored matrix that {@code right} is the transpose of, or null. */
  private static @Nullable Value transposed(Value right) {
    Value weight = TransposedMatrix.source(right);
    Tensor tensor = weight == null ? null : weight.initializer();
    boolean isMatrix =
        weight != null
            && tensor != null
            && tensor.elementType() == DataType.FLOAT
            && tensor.shape().rank() == 2
            && !weight.graph().isInput(weight);
    return isMatrix ? weight : null;
  }

  private static void turn(Node node, Value weight) {
    Graph graph = node.graph();
    if (node.is("MatMul")) {
      Value product = node.requiredOutput(0);
      graph.setNodeOutput(node, 0, null);
      List<Value> operands = List.of(node.requiredInput(0), weight);
      Map<String, Attribute> attributes = Map.of(TURN, new Attribute.IntValue(1));
      graph.insert(node, FUSED, node.name(), operands, List.of(product), attributes);
      graph.remove(node);
    } else {
      boolean turned = node.attributes().intValue(TURN, 0) != 0;
      graph.setNodeInput(node, 1, weight);
      node.setAttribute(TURN, new Attribute.IntValue(turned ? 0 : 1));
    }
  }
}
