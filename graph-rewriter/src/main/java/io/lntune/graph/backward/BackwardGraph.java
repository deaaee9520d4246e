package io.lntune.graph.backward;

import io.lntune.graph.LntuneException;
import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.canonical.CanonicalForm;
import io.lntune.graph.canonical.DropoutSwitch;
import io.lntune.graph.differentiate.ReverseMode;
import io.lntune.graph.differentiate.loss.LabelledRows;
import io.lntune.graph.differentiate.loss.Loss;
import io.lntune.graph.differentiate.loss.LossBuilder;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.Reachability;
import io.lntune.graph.rewrite.RewriteReport;
import io.lntune.graph.rewrite.narrow.RowsEarly;
import io.lntune.graph.rewrite.narrow.SelectEarly;
import io.lntune.graph.rewrite.pass.DeadNodeElimination;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TrainableInputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The graph of a base model on its way to loss and gradients. The steps are taken once and in this
 * order: {@link #canonicalise}, {@link #attach}, {@link #differentiate}.
 */
public final class BackwardGraph {
  private final Model model;
  private final List<Value> declaredInputs;
  private final Map<ParameterTag, Value> trainable;
  private List<Value> seeds = List.of();

  BackwardGraph(Model model, List<ParameterTag> tags) {
    this.model = model;
    declaredInputs = List.copyOf(model.graph().inputs());
    trainable = TrainableInputs.expose(model.graph(), tags);
  }

  /** The model that all steps change in place. */
  public Model model() {
    return model;
  }

  /** The graph inputs that stand for the trainable tensors, in the order of their tags. */
  public List<Value> trainable() {
    return List.copyOf(trainable.values());
  }

  /**
   * Brings the model to the one opset and the few operators that gradients are defined for.
   *
   * @throws LntuneException when ONNX Runtime cannot load the model or work out its shapes
   */
  public RewriteReport canonicalise() {
    return CanonicalForm.bring(model);
  }

  /**
   * The same with the Dropout nodes of the base turned on.
   *
   * @return what turns them off for the evaluation
   * @throws LntuneException when the base has none
   */
  public DropoutSwitch canonicaliseWithDropout() {
    return CanonicalForm.bringWithDropout(model);
  }

  /**
   * Adds the loss and, where it takes them, the label inputs.
   *
   * @throws LntuneException when {@code spec} names no output or one that the loss does not fit
   */
  public Loss attach(LossSpec spec) {
    return new LossBuilder(model.graph()).build(spec);
  }

  /**
   * Between {@link #attach} and {@link #differentiate}, for a sorted graph: whether a batch can go
   * through the model in parts.
   */
  public BatchDivision division(LossSpec spec, Loss loss) {
    return DivisibleLoss.of(model.graph(), spec, loss, declaredInputs, trainable());
  }

  /**
   * Between {@link #attach} and {@link #differentiate}: computes nothing for rows without a label,
   * as far up as rows are computed each for itself and depend on what is trained. Sizes are no
   * longer known without the labels then.
   */
  public void leaveOutUnlabelled(Loss loss) {
    chooseRows(loss, LabelledRows::choose);
  }

  /** The same for an account of a batch in which every row has a label. Sizes stay known. */
  public void leaveOutNothing(Loss loss) {
    chooseRows(loss, LabelledRows::chooseAll);
  }

  private void chooseRows(Loss loss, BiFunction<LabelledRows, Graph, Value> choice) {
    Graph graph = model.graph();
    for (LabelledRows rows : loss.rows()) {
      prune(loss, List.of());
      // What never changes may be kept for the whole training, and is kept whole.
      Set<Node> changing = Reachability.descendants(graph, trainable());
      RowsEarly early = RowsEarly.of(graph, rows.logits(), changing);
      if (early.isWorthwhile()) {
        Value positions = choice.apply(rows, graph);
        early.apply(positions, LabelledRows.axis(positions));
      }
    }
  }

  /**
   * Adds the gradients of {@code loss}: one value {@code <parameter>_grad}, in the parameter's
   * shape, for each of {@link #trainable}; zeros where the loss does not depend on it.
   *
   * @throws LntuneException when a gradient cannot pass an operator
   */
  public List<Value> differentiate(Loss loss, ReverseMode reverse) {
    narrow(loss);
    Map<Value, Value> seed = loss.gradient().get();
    seeds = List.copyOf(seed.values());
    Map<Value, Value> gradients = reverse.differentiate(model.graph(), seed, trainable());
    Map<Value, String> names = new LinkedHashMap<>();
    trainable.forEach((tag, value) -> names.put(value, tag.name()));
    return new NamedGradients(model.graph()).declare(names, gradients);
  }

  /**
   * After {@link #differentiate}: the gradients of the loss with respect to the values it is
   * computed from, where the backward pass starts.
   */
  public List<Value> seeds() {
    return seeds;
  }

  /** Drops what the loss does not read, and computes of the rest only the positions it reads. */
  private void narrow(Loss loss) {
    prune(loss, loss.allPredictions());
    new SelectEarly().run(model);
  }

  /** Leaves in the graph, in order, what the loss and {@code others} need. */
  private void prune(Loss loss, List<Value> others) {
    Graph graph = model.graph();
    graph.clearOutputs();
    graph.addOutput(loss.value());
    others.forEach(graph::addOutput);
    loss.partValues().forEach(graph::addOutput);
    new TopologicalOrder().run(model);
    new DeadNodeElimination(true).run(model);
  }
}
