package io.lntune.graph.rewrite.pass;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.DeadNodes;
import io.lntune.graph.rewrite.Pass;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps one of all small integer initializers of the same type, shape and content. Exporters repeat
 * axes, indices and sizes in every layer; each costs ONNX Runtime time whenever it loads the graph.
 * Floating-point initializers stay apart: they may be parameters, equal only before training.
 */
public final class ConstantSharing implements Pass {
  /** Elements of the largest tensors compared: more than any list of axes or sizes has. */
  private static final long SMALL = 16;

  private record Content(DataType type, Shape shape, List<Long> elements) {}

  @Override
  public String name() {
    return "ConstantSharing";
  }

  @Override
  public boolean run(Model model) {
    Graph graph = model.graph();
    DeadNodes outputs = new DeadNodes(graph);
    Set<Value> inputs = new HashSet<>(graph.inputs());
    Map<Content, Value> first = new HashMap<>();
    boolean changed = false;
    for (Value value : List.copyOf(graph.initializers())) {
      Tensor tensor = value.initializer();
      if (tensor == null
          || !isSmallInteger(tensor)
          || inputs.contains(value)
          || outputs.isGraphOutput(value)) {
        continue;
      }
      Value kept = first.putIfAbsent(content(tensor), value);
      if (kept != null) {
        graph.replaceUses(value, kept);
        graph.removeValue(value);
        changed = true;
      }
    }
    return changed;
  }

  private static boolean isSmallInteger(Tensor tensor) {
    DataType type = tensor.elementType();
    return (type == DataType.INT64 || type == DataType.INT32) && tensor.elementCount() <= SMALL;
  }

  private static Content content(Tensor tensor) {
    List<Long> elements = Arrays.stream(tensor.toLongs()).boxed().toList();
    return new Content(tensor.elementType(), tensor.shape(), elements);
  }
}
