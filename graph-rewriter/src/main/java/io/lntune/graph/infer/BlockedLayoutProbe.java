package io.lntune.graph.infer;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import java.util.List;
import java.util.Map;

/** Asks ONNX Runtime how many channels it puts into one block on this machine's processor. */
public final class BlockedLayoutProbe {
  private static final String DOMAIN = "com.microsoft.nchwc";

  private BlockedLayoutProbe() {}

  /** To how many channels ReorderInput pads a single one; 1 where there is no blocked layout. */
  public static int machineBlock() {
    Graph graph = new Graph(null);
    graph.setName("probe");
    Value plain = graph.define("plain");
    plain.setType(new TensorType(DataType.FLOAT, Shape.of(1, 1, 1, 1)));
    graph.addInput(plain);
    Value blocked = graph.define("blocked");
    graph.addOutput(blocked);
    OpId reorder = new OpId(DOMAIN, "ReorderInput");
    graph.insert(null, reorder, "reorder", List.of(plain), List.of(blocked), Map.of());
    Model model = new Model(graph);
    model.setIrVersion(CanonicalOpset.IR_VERSION);
    model.opsets().put("", CanonicalOpset.VERSION);
    model.opsets().put(DOMAIN, 1L);
    ShapeOracle.infer(model);
    Shape shape = blocked.shape();
    return shape == null ? 1 : Math.toIntExact(shape.dim(1).size());
  }
}
