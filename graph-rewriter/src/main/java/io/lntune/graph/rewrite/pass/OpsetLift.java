package io.lntune.graph.rewrite.pass;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.Pass;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.opset.NewerOpset;
import io.lntune.graph.rewrite.opset.OpsetChanges;
import io.lntune.graph.rewrite.opset.OpsetLifter;
import java.util.List;
import java.util.Set;

/**
 * Brings the standard operators of a model of opset 7 to 24 to {@link CanonicalOpset#VERSION}.
 * Requires inlined functions.
 *
 * <p>A newer model keeps its version as long as it contains a node that the canonical opset cannot
 * express ({@link NewerOpset#remaining}); rules that lower such nodes run before this pass.
 */
public final class OpsetLift implements Pass {
  private static final long OLDEST = 7;

  /** Broadcasting was written out by attribute before opset 7. */
  private static final Set<String> ONCE_WITH_BROADCAST =
      Set.of(
          "Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less", "Gemm",
          "PRelu");

  @Override
  public String name() {
    return "OpsetLift";
  }

  @Override
  public boolean run(Model model) {
    if (!model.functions().isEmpty()) {
      throw new IllegalStateException("functions must be inlined before the opset is lifted");
    }
    if (!model.opsets().containsKey("") && !hasStandardNodes(model.graph())) {
      return false;
    }
    long from = model.opset();
    refuseUnknown(model.graph(), from);
    boolean changed = new OpsetLifter(OpsetChanges.standard()).lift(model.graph(), from);
    changed |= dropInitializedInputs(model);
    if (from != CanonicalOpset.VERSION && NewerOpset.remaining(model.graph()).isEmpty()) {
      if (from > CanonicalOpset.VERSION) {
        NewerOpset.dropNewAttributes(model.graph());
      }
      model.opsets().put("", CanonicalOpset.VERSION);
      changed = true;
    }
    if (model.irVersion() < CanonicalOpset.IR_VERSION) {
      model.setIrVersion(CanonicalOpset.IR_VERSION);
      changed = true;
    }
    return changed;
  }

  private static boolean hasStandardNodes(Graph root) {
    return Subgraphs.withNested(root).stream()
        .flatMap(graph -> graph.nodes().stream())
        .anyMatch(node -> node.op().domain().isEmpty());
  }

  private static void refuseUnknown(Graph root, long opset) {
    if (opset > NewerOpset.NEWEST) {
      throw LntuneException.unsupported(
          "The model uses opset " + opset + ", newer than " + NewerOpset.NEWEST,
          "",
          "Export it with opset " + CanonicalOpset.VERSION + ".");
    }
    for (Graph graph : Subgraphs.withNested(root)) {
      for (Node node : graph.nodes()) {
        if (node.op().domain().isEmpty()
            && ONCE_WITH_BROADCAST.contains(node.op().type())
            && node.attributes().has("broadcast")) {
          throw LntuneException.unsupported(
              "The broadcast attribute of opset 6 and older is not supported",
              node.describe(),
              "Export the model with opset 13 or newer.");
        }
      }
    }
    if (opset < OLDEST) {
      throw LntuneException.unsupported(
          "The model uses opset " + opset + ", older than " + OLDEST,
          "",
          "Export it with opset 13 or newer.");
    }
  }

  /**
   * Up to IR version 3 every initializer had to be a graph input as well and was constant all the
   * same; from version 4 on such an input could be overridden.
   */
  private static boolean dropInitializedInputs(Model model) {
    if (model.irVersion() > 3) {
      return false;
    }
    boolean changed = false;
    for (Value input : List.copyOf(model.graph().inputs())) {
      if (input.initializer() != null) {
        model.graph().removeInput(input);
        changed = true;
      }
    }
    return changed;
  }
}
