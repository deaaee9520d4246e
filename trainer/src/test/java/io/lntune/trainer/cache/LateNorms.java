package io.lntune.trainer.cache;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.tag.TargetSelector;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans that train the last norms of a model alone, so that much of it is frozen below them. */
final class LateNorms {
  private LateNorms() {}

  /** Trains the last third of the norms' tensors. */
  static TrainingPlan plan(Path model, LossSpec loss) {
    return plan(model, loss, new TrainingPlanner(OperatorTarget.ONNX_RUNTIME));
  }

  static TrainingPlan plan(Path model, LossSpec loss, TrainingPlanner planner) {
    List<PlannedParameter> all = planner.plan(model, TargetSelector.ALL_NORMS, loss).parameters();
    String late =
        all.subList(all.size() * 2 / 3, all.size()).stream()
            .flatMap(each -> Stream.of(each.name(), each.module()))
            .filter(name -> !name.isEmpty())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return planner.plan(model, TargetSelector.parse(late, List.of(), List.of()), loss);
  }
}
