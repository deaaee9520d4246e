package io.lntune.graph.diagnose;

import io.lntune.graph.LntuneException;
import io.lntune.graph.backward.BackwardGraph;
import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.batch.PartLimit;
import io.lntune.graph.differentiate.GradientRegistry;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.ReverseMode;
import io.lntune.graph.differentiate.RuleFailures;
import io.lntune.graph.differentiate.StandardGradients;
import io.lntune.graph.differentiate.loss.Loss;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.rewrite.pass.TopologicalOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Differentiates a model in canonical form to the end, whatever refuses, and counts. */
final class DryRun {
  private final BackwardGraph backward;
  private final OperatorTarget target;
  private final AssumedSizes sizes;
  private final PartLimit limit;
  private final Findings findings;

  DryRun(
      BackwardGraph backward,
      OperatorTarget target,
      AssumedSizes sizes,
      PartLimit limit,
      Findings findings) {
    this.backward = backward;
    this.target = target;
    this.sizes = sizes;
    this.limit = limit;
    this.findings = findings;
  }

  void differentiate(LossSpec spec, Suggestions suggestions) {
    Model model = backward.model();
    Graph graph = model.graph();
    List<Value> trained = backward.trainable();
    Loss loss = backward.attach(spec);
    new TopologicalOrder().run(model);
    loss.allPredictions().forEach(this::requireReal);
    long atOnce = examplesAtOnce(backward.division(spec, loss));
    backward.leaveOutNothing(loss);
    Set<Node> forward = new HashSet<>(graph.nodes());
    GradientRegistry registry = StandardGradients.registry();
    GradientPath path = new GradientPath(graph, trained, loss.allPredictions(), registry);
    path.report(trained.size(), findings);
    Set<OpId> without = new HashSet<>();
    path.blockers()
        .forEach(
            (node, reason) -> {
              without.add(node.op());
              findings.blockGradient(node, reason, path, suggestions);
            });
    RuleFailures failures = new RuleFailures();
    ReverseMode reverse = new ReverseMode(failures.watch(registry, without), target);
    try {
      List<Value> gradients = backward.differentiate(loss, reverse);
      note(failures, path);
      List<Value> losses = new ArrayList<>(List.of(loss.value()));
      losses.addAll(loss.partValues());
      count(forward, losses, gradients, atOnce);
    } catch (LntuneException e) {
      note(failures, path);
      findings.block(e);
    }
  }

  private long examplesAtOnce(BatchDivision division) {
    Graph graph = backward.model().graph();
    long most =
        limit.most(
            division,
            sizes.batch(),
            (input, axis) ->
                sizes.bind(graph.define(input).type()) instanceof TensorType type
                        && type.shape() != null
                    ? type.shape().dim(axis).size()
                    : sizes.sequence());
    long parts = PartLimit.parts(sizes.batch(), most);
    return PartLimit.parts(sizes.batch(), parts);
  }

  private void requireReal(Value predictions) {
    DataType type = predictions.elementType();
    if (type != DataType.UNDEFINED && !type.isFloatingPoint()) {
      findings.block(
          "The loss is taken of '" + predictions.name() + "', which holds " + type.onnxName(),
          "Take it of an output with real numbers, such as logits, with --loss KIND:OUTPUT or"
              + " --loss-output.");
    }
  }

  private void note(RuleFailures failures, GradientPath path) {
    for (RuleFailures.Failure each : failures.list()) {
      LntuneException failure = each.failure();
      findings.block(
          Blocker.Kind.NO_GRADIENT,
          each.node(),
          path.through(each.node()),
          reason(each.node(), failure),
          failure.remedy());
    }
  }

  /** Names the place too where it is inside the node. */
  private static String reason(Node node, LntuneException failure) {
    return failure.where().isEmpty() || failure.where().equals(node.describe())
        ? failure.what()
        : failure.what() + " (" + failure.where() + ")";
  }

  private void count(Set<Node> forward, List<Value> losses, List<Value> gradients, long atOnce) {
    long elements = 0;
    for (Value value : backward.trainable()) {
      if (value.shape() != null) {
        elements = Math.addExact(elements, value.shape().elementCount());
      }
    }
    try {
      StepAccount.Graphs graphs =
          new StepAccount.Graphs(backward.model(), forward, losses, backward.seeds(), gradients);
      findings.setAccount(StepAccount.of(graphs, elements, sizes, atOnce));
    } catch (LntuneException | ArithmeticException e) {
      findings.setAccountGap(
          "the shapes for batch "
              + sizes.batch()
              + " and sequence "
              + sizes.sequence()
              + " cannot be worked out: "
              + e.getMessage());
    }
  }
}
