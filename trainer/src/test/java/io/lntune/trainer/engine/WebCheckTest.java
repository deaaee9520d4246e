package io.lntune.trainer.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.emit.ArtifactOptions;
import io.lntune.graph.emit.training.TrainingArtifacts;
import io.lntune.graph.ir.DataType;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.optimizer.AdamWSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX Runtime Web trains the same files to the same losses. Run by {@code -Pweb-check}, which
 * needs Node and fetches the packages that {@code tools/web-check} pins.
 */
@Tag("web-check")
final class WebCheckTest {
  private static final int STEPS = 5;

  /** The only rate that ONNX Runtime Web has: a session cannot be told another. */
  private static final double RATE = 1e-3;

  /** Two builds of the same kernels on other instruction sets. */
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  @BeforeAll
  static void selectTheLibrary() {
    TrainingLibrary.select();
  }

  @Test
  void theWebRuntimeReachesTheSameLosses() throws IOException, InterruptedException {
    UpdateRule rule = new UpdateRule(AdamWSettings.DEFAULT, 0);
    ObjectNode expected = new ObjectMapper().createObjectNode();
    try (ReferenceModel model = new ReferenceModel("bert-seq-ts17", OperatorTarget.STANDARD);
        TrainingEngine engine =
            OrtTrainingEngine.of(model.plan(), EngineOptions.DEFAULT.withThreads(1), rule)) {
      ArtifactOptions options =
          ArtifactOptions.DEFAULT.withSelfContained(true).withOptimizer(OptimizerSpecs.of(rule));
      new TrainingArtifacts(model.plan(), options).write(folder);
      for (NamedArray array : model.batch()) {
        byte[] bytes = new byte[array.bytes().remaining()];
        array.bytes().get(bytes);
        Files.write(folder.resolve("input." + array.name()), bytes);
        ObjectNode input = expected.withArray("inputs").addObject();
        input.put("name", array.name());
        input.put("type", array.type() == DataType.FLOAT ? "float32" : "int64");
        input.put("file", "input." + array.name());
        for (long size : array.sizes()) {
          input.withArray("dims").add(size);
        }
      }
      for (int i = 0; i < STEPS; i++) {
        engine.add(model.batch(), 1);
        expected.withArray("losses").add(engine.update(RATE).loss());
      }
    }
    expected.put("tolerance", TOLERANCE);
    Files.writeString(folder.resolve("losses.json"), expected.toString());
    String output = node();
    assertTrue(output.contains("agreed within"), output);
  }

  private String node() throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("lntune.root"), "tools", "web-check");
    if (Files.notExists(script.resolve("node_modules"))) {
      run(script, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }
    return run(script, "node", "train.js", folder.toString());
  }

  private static String run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
