package io.lntune.trainer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.ArtifactSet;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.emit.TrainingPlanner;
import io.lntune.graph.precision.BasePrecision;
import io.lntune.graph.tag.TargetSelector;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.DatasetOptions;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.train.Features;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The digit classifier with its products in fewer bits. */
final class ReducedBaseTest {
  private static final Path FOLDER = Path.of(System.getProperty("lntune.models"), "digits-vit");
  private static final EngineOptions ONE_THREAD = EngineOptions.DEFAULT.withThreads(1);

  /** What rounding may turn a gradient by; lost products turn it by far more. */
  @ParameterizedTest
  @CsvSource({"INT8, 0.995", "INT4, 0.9"})
  void gradientsPointWhereThoseOfTheStoredBaseDo(BasePrecision precision, double leastCosine) {
    TrainingPlan stored = plan(BasePrecision.STORED);
    GradientFidelity fidelity =
        GradientFidelity.compare(stored, plan(precision), batch(stored), ONE_THREAD);
    GradientFidelity.Parameter worst = fidelity.parameters().get(0);
    assertTrue(worst.cosine() > leastCosine, worst::toString);
    assertTrue(worst.cosine() < 1, "nothing was rounded");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STORED")
  void artefactsBringTheWeightsAlong(BasePrecision precision, @TempDir Path folder) {
    TrainingPlan planned = plan(precision);
    Path artefacts = folder.resolve("artefacts");
    ArtifactSet.write(planned, artefacts, false);
    TrainingPlan opened = ArtifactSet.open(artefacts);
    GradientFidelity fidelity =
        GradientFidelity.compare(planned, opened, batch(planned), ONE_THREAD);
    assertEquals(1, fidelity.parameters().get(0).cosine());
  }

  private static TrainingPlan plan(BasePrecision precision) {
    LossSpec loss = new LossSpec.CrossEntropy("", LossSpec.IGNORE_INDEX, 0, List.of(), false);
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .withBasePrecision(precision)
        .plan(FOLDER.resolve("model.onnx"), TargetSelector.ALL_NORMS, loss);
  }

  private static Collection<NamedArray> batch(TrainingPlan plan) {
    Path file = FOLDER.resolve("adapt-train.safetensors");
    try (Dataset data = Features.open(file, plan, DatasetOptions.DEFAULT)) {
      return data.batch(LongStream.range(0, 16).toArray()).arrays();
    }
  }
}
