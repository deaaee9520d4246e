package io.lntune.graph.differentiate.loss;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The label inputs of a loss. Terms that want labels of one name and type share them; a name that
 * the user gave may be that of an input which the model has already.
 */
final class LabelInputs {
  private static final String USUAL = "labels";

  private final Graph graph;
  private final boolean several;
  private final Map<String, Value> made = new LinkedHashMap<>();

  /**
   * @param several whether there is more than one term, so that names tell the output
   */
  LabelInputs(Graph graph, boolean several) {
    this.graph = graph;
    this.several = several;
  }

  /**
   * The input that takes the labels of {@code term}.
   *
   * @throws LntuneException when the name that the user gave stands for something else
   */
  Value of(LossSpec.Term term, Value predictions, DataType type, @Nullable Shape shape) {
    String wanted = term.label();
    if (!wanted.isEmpty()) {
      Value known = graph.find(wanted);
      return known == null
          ? add(graph.define(wanted), type, shape)
          : requireFit(known, type, shape, term);
    }
    String usual = several ? USUAL + "." + predictions.name() : USUAL;
    return made.computeIfAbsent(
        usual + " " + type.onnxName(), key -> add(graph.fresh(usual), type, shape));
  }

  private Value add(Value label, DataType type, @Nullable Shape shape) {
    label.setType(new TensorType(type, shape));
    return graph.addInput(label);
  }

  private Value requireFit(Value known, DataType type, @Nullable Shape shape, LossSpec.Term term) {
    boolean isData = graph.isInput(known) && known.initializer() == null;
    boolean sameRank =
        known.shape() == null || shape == null || known.shape().rank() == shape.rank();
    if (isData && known.elementType() == type && sameRank) {
      return known;
    }
    throw LntuneException.usage(
        "The loss '"
            + term.name()
            + "' wants "
            + type.onnxName()
            + Objects.requireNonNullElse(shape, "")
            + " labels, but '"
            + known.name()
            + "' is "
            + (isData ? "an input of type " + known.type() : "a value inside the model"),
        "Give the labels another name after '='.");
  }
}
