package io.lntune.tools.command;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.TrainingOperators;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import java.util.List;

/** The option that says which operators the emitted models may use. */
final class OperatorOption {
  private static final String OPERATORS = "operators";
  private static final String STANDARD = "standard";
  private static final String ONNX_RUNTIME = "onnxruntime";
  private static final String MICROSOFT = "microsoft";

  private OperatorOption() {}

  static Flags add(Flags flags) {
    return flags.value(OPERATORS, "SET", "onnxruntime (default), standard or microsoft");
  }

  static TrainingPlanner planner(Invocation invocation) {
    return switch (word(invocation)) {
      case STANDARD -> new TrainingPlanner(OperatorTarget.STANDARD);
      case MICROSOFT ->
          new TrainingPlanner(OperatorTarget.ONNX_RUNTIME, TrainingOperators.registry());
      default -> new TrainingPlanner(OperatorTarget.ONNX_RUNTIME);
    };
  }

  /** Whether a runtime without training cannot load the gradients. */
  static boolean needsTrainingRuntime(Invocation invocation) {
    return word(invocation).equals(MICROSOFT);
  }

  /** Whether the models may use what any ONNX Runtime has. */
  static boolean isDefault(Invocation invocation) {
    return word(invocation).equals(ONNX_RUNTIME);
  }

  private static String word(Invocation invocation) {
    return invocation.choice(OPERATORS, ONNX_RUNTIME, List.of(STANDARD, ONNX_RUNTIME, MICROSOFT));
  }
}
