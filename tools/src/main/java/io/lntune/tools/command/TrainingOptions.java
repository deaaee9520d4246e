package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.GeneratedArtifacts;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.trainer.data.BatchLimits;
import io.lntune.trainer.engine.OptimizerSpecs;
import io.lntune.trainer.engine.UpdateRule;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.SgdSettings;
import io.lntune.trainer.train.RateSettings;
import io.lntune.trainer.train.ScheduleKind;
import io.lntune.trainer.train.TrainingLength;
import io.lntune.trainer.train.TrainingSettings;
import java.util.List;
import java.util.Locale;

/** The options that say how to train; what is not given comes from the default recipe. */
final class TrainingOptions {
  private static final TrainingSettings RECIPE = TrainingSettings.DEFAULT;
  private static final String EPOCHS = "epochs";
  private static final String STEPS = "steps";
  private static final String ACCUMULATE = "accumulate";
  private static final String LEARNING_RATE = "learning-rate";
  private static final String OPTIMIZER = "optimizer";
  private static final String ADAMW = "adamw";
  private static final String SGD = "sgd";
  private static final String MOMENTUM = "momentum";
  private static final String WEIGHT_DECAY = "weight-decay";
  private static final String SCHEDULE = "schedule";
  private static final String WARMUP_STEPS = "warmup-steps";
  private static final String WARMUP_RATIO = "warmup-ratio";
  private static final String CLIP_NORM = "clip-norm";
  private static final String SEED = "seed";
  private static final String BATCHING = "batching";
  private static final String BATCH_TOKENS = "batch-tokens";
  private static final String BY_LENGTH = "by-length";
  private static final String REPEATED = "repeated";
  private static final String SHUFFLED = "shuffled";
  private static final String CHECKPOINT_STEPS = "checkpoint-steps";

  private TrainingOptions() {}

  static Flags add(Flags flags) {
    return flags
        .value(EPOCHS, "N", "passes over the data (" + RECIPE.length().epochs() + ")")
        .value(STEPS, "N", "updates to make, instead of epochs")
        .value(
            DataOptions.BATCH_SIZE,
            "N",
            "examples of one run (" + RECIPE.limits().batchSize() + ")")
        .value(BATCH_TOKENS, "N", "most tokens of one run too, padding included (any)")
        .value(BATCHING, "NAME", "ragged data: by-length (default), repeated or shuffled")
        .value(ACCUMULATE, "N", "runs per update (" + RECIPE.accumulation() + ")")
        .value(LEARNING_RATE, "X", "highest rate (" + RECIPE.rate().learningRate() + ")")
        .value(OPTIMIZER, "NAME", "adamw (default) or sgd")
        .value(MOMENTUM, "X", "momentum of sgd (0)")
        .value(WEIGHT_DECAY, "X", "decay per unit of learning rate (0)")
        .value(SCHEDULE, "NAME", "course of the rate: constant, linear, cosine (default)")
        .value(
            WARMUP_RATIO,
            "X",
            "share of the updates to warm up (" + RECIPE.rate().warmupRatio() + ")")
        .value(WARMUP_STEPS, "N", "updates to warm up, instead of the ratio")
        .value(
            CLIP_NORM, "X", "largest gradient norm, 0 for any (" + RECIPE.rule().clipNorm() + ")")
        .value(SEED, "N", "seed of the shuffle (" + RECIPE.seed() + ")")
        .value(
            CHECKPOINT_STEPS,
            "N",
            "updates between checkpoints (" + RECIPE.checkpointSteps() + ")");
  }

  static TrainingSettings read(Invocation invocation) {
    refuseBoth(invocation, EPOCHS, STEPS);
    refuseBoth(invocation, WARMUP_RATIO, WARMUP_STEPS);
    return new TrainingSettings(
        new TrainingLength(
            invocation.integer(EPOCHS, RECIPE.length().epochs(), 1),
            invocation.integer(STEPS, RECIPE.length().steps(), 1)),
        limits(invocation),
        invocation.count(ACCUMULATE, RECIPE.accumulation(), 1),
        rate(invocation),
        new UpdateRule(
            optimizer(invocation), invocation.number(CLIP_NORM, RECIPE.rule().clipNorm())),
        invocation.integer(SEED, RECIPE.seed(), Long.MIN_VALUE),
        invocation.integer(CHECKPOINT_STEPS, RECIPE.checkpointSteps(), 0));
  }

  private static BatchLimits limits(Invocation invocation) {
    String batching =
        invocation.choice(BATCHING, BY_LENGTH, List.of(BY_LENGTH, REPEATED, SHUFFLED));
    return new BatchLimits(
        invocation.count(DataOptions.BATCH_SIZE, RECIPE.limits().batchSize(), 1),
        invocation.integer(BATCH_TOKENS, 0, 1),
        !batching.equals(SHUFFLED),
        batching.equals(REPEATED));
  }

  private static RateSettings rate(Invocation invocation) {
    RateSettings recipe = RECIPE.rate();
    String schedule =
        invocation.choice(SCHEDULE, "cosine", List.of("constant", "linear", "cosine"));
    return new RateSettings(
        invocation.number(LEARNING_RATE, recipe.learningRate()),
        ScheduleKind.valueOf(schedule.toUpperCase(Locale.ROOT)),
        invocation.number(WARMUP_RATIO, recipe.warmupRatio()),
        invocation.integer(WARMUP_STEPS, recipe.warmupSteps(), 0));
  }

  /** The same for files whose optimizer model says itself what it does. */
  static TrainingSettings read(
      Invocation invocation, EngineChoice engine, GeneratedArtifacts artefacts) {
    if (!engine.isRuntime()) {
      throw LntuneException.usage(
          "These artefacts are for ONNX Runtime Training: they have no step model",
          "Add --engine ort-training.");
    }
    for (String option : List.of(OPTIMIZER, MOMENTUM, WEIGHT_DECAY, CLIP_NORM)) {
      if (invocation.has(option)) {
        throw invocation.usage(
            "--" + option + " is fixed in the optimizer model of these artefacts; leave it out");
      }
    }
    UpdateRule rule = OptimizerSpecs.rule(artefacts.optimizer());
    invocation.output().note("note: optimizer model: " + rule);
    long made = artefacts.checkpoint().step();
    if (made > 0) {
      invocation
          .output()
          .note("note: the checkpoint made " + made + " updates already, which --steps counts");
    }
    return read(invocation).withRule(rule);
  }

  private static OptimizerSettings optimizer(Invocation invocation) {
    double decay = invocation.number(WEIGHT_DECAY, 0);
    String kind = invocation.choice(OPTIMIZER, ADAMW, List.of(ADAMW, SGD));
    if (kind.equals(SGD)) {
      double momentum = invocation.number(MOMENTUM, 0);
      return SgdSettings.DEFAULT.withMomentum(momentum).withWeightDecay(decay);
    }
    if (invocation.has(MOMENTUM)) {
      throw invocation.usage("--" + MOMENTUM + " has no meaning with --" + OPTIMIZER + " adamw");
    }
    return AdamWSettings.DEFAULT.withWeightDecay(decay);
  }

  private static void refuseBoth(Invocation invocation, String one, String other) {
    if (invocation.has(one) && invocation.has(other)) {
      throw invocation.usage("--" + one + " and --" + other + " exclude each other");
    }
  }
}
