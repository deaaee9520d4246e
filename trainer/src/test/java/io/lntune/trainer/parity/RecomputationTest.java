package io.lntune.trainer.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.memory.MemoryBudget;
import io.lntune.graph.memory.MemoryPlan;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.engine.EngineOptions;
import io.lntune.trainer.engine.StepModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps in the least memory compute the gradients of steps in any memory. */
final class RecomputationTest {
  private static final Path FOLDER = Path.of(System.getProperty("lntune.models")).resolve("parity");
  private static final EngineOptions ONE_THREAD = EngineOptions.DEFAULT.withThreads(1);

  /** The runtime fuses what runs a second time in another way here and there. */
  private static final double ROUNDING = 1e-6;

  /** A batch so large that activations take more than the program does. */
  private static final long LARGE_BATCH = 2048;

  private static final int HALVINGS = 7;
  private static final long LONG = 512;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "bert-seq-ts17, STORED",
    "bert-seq-ts17, INT8",
    "gpt2-lm-ts17, STORED",
    "llama-lm-ts14, STORED",
    "gemma-lm-ts14, STORED",
    "vit-img-ts14, STORED",
    "vit-img-dy18, STORED",
    "albert-seq-dy18, STORED",
    "poolformer-img-ts17, STORED",
    "v-bert-legacy-fused, STORED"
  })
  void gradientsAreTheSame(String name, BasePrecision precision) {
    try (ParityCase parity = ParityCase.open(FOLDER.resolve(name))) {
      TrainingPlanner planner =
          new TrainingPlanner(OperatorTarget.ONNX_RUNTIME).withBasePrecision(precision);
      TrainingPlan free = planner.plan(parity.model(), TargetSelector.ALL_NORMS, parity.loss());
      List<NamedArray> batch = ParityRunner.batch(parity, free);
      TrainingPlan frugal = smallest(parity, planner, batch);
      MemoryPlan memory = frugal.memory();
      assertNotNull(memory);
      assertTrue(memory.recomputedNodes() > 0, memory::toString);
      assertSameGradients(free, frugal, batch);
    }
  }

  /** Sequences may be shorter than those a plan is made for. */
  @ParameterizedTest
  @CsvSource({
    "bert-seq-ts17, 2",
    "gpt2-lm-ts17, 2",
    "llama-lm-ts14, 2",
    "gemma-lm-ts14, 2",
    "albert-seq-dy18, 3",
    "v-bert-legacy-fused, 2"
  })
  void attentionOverLongSequencesIsComputedAgain(String name, int times) throws IOException {
    try (ParityCase parity = ParityCase.open(FOLDER.resolve(name))) {
      TrainingPlanner planner = new TrainingPlanner(OperatorTarget.ONNX_RUNTIME);
      TrainingPlan any = planner.plan(parity.model(), TargetSelector.ALL_NORMS, parity.loss());
      TrainingPlan made =
          planner.withSequence(LONG).plan(parity.model(), TargetSelector.ALL_NORMS, parity.loss());
      assertEquals(times, softmaxes(made, parity) - softmaxes(any, parity));
      assertSameGradients(any, made, ParityRunner.batch(parity, any));
    }
  }

  private long softmaxes(TrainingPlan plan, ParityCase parity) throws IOException {
    Path file = Files.write(folder.resolve("step.onnx"), plan.step().toArray());
    Model step = ModelReader.read(file, FOLDER.resolve(parity.name()));
    return step.graph().nodes().stream().filter(node -> node.is("Softmax")).count();
  }

  private static void assertSameGradients(
      TrainingPlan free, TrainingPlan frugal, List<NamedArray> batch) {
    List<double[]> expected = gradients(free, batch);
    List<double[]> actual = gradients(frugal, batch);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      double difference = Numbers.maxDifference(actual.get(i), expected.get(i));
      double scale = Math.max(1, Numbers.maxAbs(expected.get(i)));
      assertTrue(difference <= ROUNDING * scale, frugal.parameters().get(i).name());
    }
  }

  /** By halving the interval in which the least budget lies that can be met. */
  private static TrainingPlan smallest(
      ParityCase parity, TrainingPlanner planner, List<NamedArray> batch) {
    long sequence = 1;
    for (NamedArray array : batch) {
      for (int axis = 1; axis < array.rank(); axis++) {
        sequence = Math.max(sequence, array.size(axis));
      }
    }
    AssumedSizes sizes = new AssumedSizes(LARGE_BATCH, sequence);
    TrainingPlan best = plan(parity, planner, new MemoryBudget(Long.MAX_VALUE / 2, sizes));
    assertNotNull(best.memory());
    long most = best.memory().peakBytes();
    long least = 0;
    for (int i = 0; i < HALVINGS; i++) {
      long middle = (least + most) / 2;
      try {
        best = plan(parity, planner, new MemoryBudget(middle, sizes));
        most = middle;
      } catch (LntuneException e) {
        assertEquals(LntuneException.Kind.UNSUPPORTED, e.kind());
        least = middle;
      }
    }
    return best;
  }

  private static TrainingPlan plan(
      ParityCase parity, TrainingPlanner planner, MemoryBudget budget) {
    return planner
        .withMemoryBudget(budget)
        .plan(parity.model(), TargetSelector.ALL_NORMS, parity.loss());
  }

  private static List<double[]> gradients(TrainingPlan plan, List<NamedArray> batch) {
    try (StepModel model = new StepModel(plan, ONE_THREAD)) {
      model.step(batch);
      List<double[]> gradients = new ArrayList<>();
      model.gradients().forEach(gradient -> gradients.add(Numbers.of(gradient)));
      return gradients;
    }
  }
}
