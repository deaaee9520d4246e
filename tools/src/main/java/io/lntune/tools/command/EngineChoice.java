package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.OrtTrainingEngine;
import io.lntune.trainer.engine.StepModelEngine;
import io.lntune.trainer.engine.TrainingEngine;
import io.lntune.trainer.engine.TrainingLibrary;
import io.lntune.trainer.engine.UpdateRule;
import java.nio.file.Path;
import java.util.List;

/** The option that says what makes the updates. */
enum EngineChoice {
  /** Gradients from the stock ONNX Runtime, updates in Java. */
  STEP_MODEL,
  /** ONNX Runtime Training. */
  ORT_TRAINING;

  private static final String ENGINE = "engine";
  private static final String STEP_MODEL_WORD = "step-model";
  private static final String ORT_TRAINING_WORD = "ort-training";

  static Flags add(Flags flags) {
    return flags.value(
        ENGINE, "NAME", "step-model (default), or ort-training for ONNX Runtime's own training");
  }

  /** The choice; whatever native library it needs is selected for this process. */
  static EngineChoice read(Invocation invocation) {
    String word =
        invocation.choice(ENGINE, STEP_MODEL_WORD, List.of(STEP_MODEL_WORD, ORT_TRAINING_WORD));
    if (word.equals(STEP_MODEL_WORD)) {
      return STEP_MODEL;
    }
    TrainingLibrary.select();
    return ORT_TRAINING;
  }

  /**
   * An engine on the artefacts in {@code directory} that has made no update.
   *
   * @param plan what the artefacts say
   */
  TrainingEngine open(Path directory, TrainingPlan plan, EngineOptions options, UpdateRule rule) {
    if (this == ORT_TRAINING) {
      return OrtTrainingEngine.in(directory, plan, options, rule);
    }
    if (!plan.step().isPresent()) {
      throw LntuneException.usage(
          "The artefacts in '" + directory + "' have no step model",
          "Train them with --engine ort-training, or emit them with a step model.");
    }
    return open(plan, options, rule);
  }

  /** Whether the updates are made by an optimizer model. */
  boolean isRuntime() {
    return this == ORT_TRAINING;
  }

  /** An engine with the base's values that has made no update. */
  TrainingEngine open(TrainingPlan plan, EngineOptions options, UpdateRule rule) {
    return switch (this) {
      case STEP_MODEL -> new StepModelEngine(plan, options, rule);
      case ORT_TRAINING -> OrtTrainingEngine.of(plan, options, rule);
    };
  }
}
