package io.lntune.graph.rewrite.runtime;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Attributes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Pass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds the bias of a Gemm (opset 13) behind the product. The kernel of ONNX Runtime 1.29 begins by
 * writing the bias into every row of the result, on one thread; an Add writes over the product, on
 * all of them: a tenth of the time of [256, 768] x [768, 3072].
 */
final class BiasesApart implements Pass {
  @Override
  public String name() {
    return "BiasesApart";
  }

  @Override
  public boolean run(Model model) {
    boolean changed = false;
    for (Node node : model.graph().nodes()) {
      if (node.is("Gemm") && addsRow(node)) {
        takeApart(node);
        changed = true;
      }
    }
    if (changed) {
      model.opsets().putIfAbsent(OpId.MICROSOFT, 1L);
    }
    return changed;
  }

  private static boolean addsRow(Node node) {
    Attributes attributes = node.attributes();
    Value bias = node.input(2);
    return bias != null
        && bias.shape() != null
        && bias.shape().rank() == 1
        && bias.elementType() == DataType.FLOAT
        && attributes.floatValue("beta", 1) == 1
        && attributes.intValue("transA", 0) == 0;
  }

  private static void takeApart(Node node) {
    Graph graph = node.graph();
    Value y = node.requiredOutput(0);
    Value product = graph.fresh(y.name() + "_product");
    product.setType(y.type());
    Value bias = node.requiredInput(2);
    graph.setNodeOutput(node, 0, null);
    Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes().asMap());
    attributes.remove("beta");
    graph.insert(
        node,
        OpId.microsoft("FusedMatMul"),
        node.name(),
        List.of(node.requiredInput(0), node.requiredInput(1)),
        List.of(product),
        attributes);
    String name = node.name() + "/Add";
    graph.insert(node, OpId.onnx("Add"), name, List.of(product, bias), List.of(y), Map.of());
    graph.remove(node);
  }
}
