package io.lntune.graph.merge;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a tuned model: the base with the stored values of the trained tensors exchanged, in their
 * stored type. Names, order, opsets, annotations and unknown fields stay. Where the base stores
 * several parameters once, the changed ones get an initializer of their own.
 */
public final class Merge {
  private record Change(PlannedParameter parameter, Tensor stored, Tensor encoded) {}

  private Merge() {}

  /**
   * Merges.
   *
   * @param plan the plan that was trained
   * @param values trained values by parameter name
   * @param target file to write
   * @param overwrite whether an existing target may be replaced
   * @return number of tensors that changed
   * @throws LntuneException when the base has changed, a value is not finite or the file cannot be
   *     written
   */
  public static int write(
      TrainingPlan plan, Map<String, float[]> values, Path target, boolean overwrite) {
    Model model = ModelReader.read(plan.base());
    List<Node> nodes = model.graph().nodes();
    // All stored values are looked up before the first change: a separated parameter can take over
    // the name of storage that others still share.
    List<Change> changes = new ArrayList<>();
    for (PlannedParameter parameter : plan.parameters()) {
      float[] trained = values.get(parameter.name());
      if (trained == null) {
        throw LntuneException.badInput(
            "The run has no values for parameter '" + parameter.name() + "'",
            target.toString(),
            "Merge a run with the artefacts that it was trained from.");
      }
      Tensor stored = stored(model.graph(), nodes, parameter);
      Tensor encoded = encode(parameter, stored, trained);
      if (!isSame(stored, encoded)) {
        changes.add(new Change(parameter, stored, encoded));
      }
    }
    List<Value> left = new ArrayList<>();
    changes.forEach(change -> apply(model.graph(), nodes, change, left));
    left.forEach(value -> removeUnused(model.graph(), value));
    ExternalDataCopy.bringAlong(model, plan.base(), target, overwrite);
    ModelWriter.write(model, target, WriteOptions.DEFAULT.withOverwrite(overwrite));
    return changes.size();
  }

  private static boolean isSame(Tensor stored, Tensor encoded) {
    return encoded.elementType() == stored.elementType()
        && Arrays.equals(encoded.toDoubles(), stored.toDoubles());
  }

  private static void apply(Graph graph, List<Node> nodes, Change change, List<Value> left) {
    if (change.parameter().exclusive() && change.stored().elementType().isFloatingPoint()) {
      replaceStored(graph, change.stored(), change.encoded());
    } else {
      separate(graph, nodes, change.parameter(), change.encoded(), left);
    }
  }

  private static Tensor stored(Graph graph, List<Node> nodes, PlannedParameter parameter) {
    Value value = graph.find(parameter.initializer());
    if (value != null && value.initializer() != null) {
      return value.initializer();
    }
    for (Node node : nodes) {
      if (node.is("Constant") && node.output(0) == value && value != null) {
        Tensor tensor = node.attributes().tensor("value");
        if (tensor != null) {
          // The tensor of an attribute need not have a name.
          return tensor.named(value.name());
        }
      }
    }
    throw LntuneException.badInput(
        "The base has no stored tensor '" + parameter.initializer() + "'",
        "parameter '" + parameter.name() + "'",
        "Merge with the base model that the artefacts were made from.");
  }

  private static Tensor encode(PlannedParameter parameter, Tensor stored, float[] trained) {
    if (trained.length != parameter.elementCount()) {
      throw LntuneException.badInput(
          "The run has " + trained.length + " values for " + parameter.elementCount() + " elements",
          "parameter '" + parameter.name() + "'",
          "Merge a run with the artefacts that it was trained from.");
    }
    double[] values = new double[trained.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = trained[i];
      if (!Double.isFinite(values[i])) {
        throw LntuneException.checkFailed(
            "A trained value of '" + parameter.name() + "' is not a finite number",
            "element " + i,
            "Train again with a lower learning rate.");
      }
    }
    DataType type = stored.elementType().isFloatingPoint() ? stored.elementType() : DataType.FLOAT;
    long[] sizes = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    return TensorElements.encode(stored.name(), type, Shape.of(sizes), values);
  }

  private static void replaceStored(Graph graph, Tensor stored, Tensor encoded) {
    Value value = graph.define(stored.name());
    Tensor tensor =
        new Tensor(
            stored.name(),
            stored.elementType(),
            stored.shape(),
            encoded.content(),
            stored.carrier());
    if (value.initializer() != null) {
      graph.putInitializer(tensor);
      return;
    }
    Node constant = value.producer();
    Tensor former = constant == null ? null : constant.attributes().tensor("value");
    if (constant != null && former != null) {
      constant.setAttribute("value", new Attribute.TensorValue(tensor.named(former.name())));
    }
  }

  /** Gives the parameter's uses an initializer of their own; what held its name goes to a list. */
  private static void separate(
      Graph graph, List<Node> nodes, PlannedParameter parameter, Tensor encoded, List<Value> left) {
    Value occupant = graph.find(parameter.name());
    if (occupant != null) {
      graph.rename(occupant, graph.fresh(parameter.name() + "_shared").name());
    }
    Value own = graph.putInitializer(encoded.named(parameter.name()));
    for (PlannedParameter.NodeInput use : parameter.uses()) {
      if (use.node() < 0 || use.node() >= nodes.size()) {
        throw LntuneException.unsupported(
            "A parameter that shares its storage inside a model-local function cannot be merged",
            "parameter '" + parameter.name() + "'",
            "Export the model without local functions.");
      }
      graph.setNodeInput(nodes.get(use.node()), use.input(), own);
    }
    if (occupant != null) {
      // Identities first: they are the last readers of the storage they share.
      left.add(occupant.producer() == null ? left.size() : 0, occupant);
    }
  }

  private static void removeUnused(Graph graph, Value value) {
    if (!value.uses().isEmpty() || graph.isOutput(value)) {
      return;
    }
    Node producer = value.producer();
    if (producer != null && producer.is("Identity")) {
      graph.remove(producer);
    } else if (producer == null && !graph.isInput(value)) {
      graph.removeValue(value);
    }
  }
}
