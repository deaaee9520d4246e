package io.lntune.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.parse.ModelReader;
import io.lntune.tools.Call;
import io.lntune.tools.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmitCommandTest {
  private static final Path BERT = Models.model("bert-seq-ts17");

  @TempDir private Path folder;

  private Path target;

  @BeforeEach
  void nameTheTarget() {
    target = folder.resolve("artefacts");
  }

  private Call emit(String... options) {
    Object[] arguments = new Object[4 + options.length];
    arguments[0] = "emit";
    arguments[1] = BERT;
    arguments[2] = "--out";
    arguments[3] = target;
    System.arraycopy(options, 0, arguments, 4, options.length);
    return Call.of(arguments);
  }

  @Test
  void allFilesAndTheSummaryAreTheResult() {
    Call call = emit("--loss", "cross-entropy").expect(0);
    assertEquals(
        Set.of(
            "step_model.onnx",
            "eval_model.onnx",
            "training_model.onnx",
            "optimizer_model.onnx",
            "checkpoint",
            "manifest.json"),
        Set.copyOf(TargetFolder.entries(target)));
    assertTrue(call.out().contains("trainable params: 320 ||"), call.out());
  }

  @Test
  void jsonGivesTheSizes() {
    JsonNode root = emit("--loss", "cross-entropy", "--json").expect(0).json();
    long size = target.resolve("step_model.onnx").toFile().length();
    assertEquals(size, root.path("size_bytes").path("step_model.onnx").asLong());
    assertEquals(320, root.path("trainable_params").asLong());
  }

  @Test
  void anExistingFolderIsKeptUnlessForced() throws IOException {
    emit("--loss", "cross-entropy").expect(0);
    byte[] before = Files.readAllBytes(target.resolve("step_model.onnx"));
    emit("--loss", "mse").expect(2);
    assertEquals(before.length, Files.size(target.resolve("step_model.onnx")));
    emit("--loss", "mse", "--force").expect(0);
    assertTrue(before.length != Files.size(target.resolve("step_model.onnx")));
  }

  @Test
  void forceDoesNotRemoveForeignFiles() throws IOException {
    Files.createDirectory(target);
    Files.writeString(target.resolve("thesis.txt"), "years of work");
    emit("--loss", "cross-entropy", "--force").expect(2);
    assertEquals(List.of("thesis.txt"), TargetFolder.entries(target));
  }

  @Test
  void wrongOptionsAreUsageErrorsThatLeaveNothing() {
    emit().expect(2);
    emit("--loss", "cross_entropy").expect(2);
    emit("--loss", "mse", "--class-weights", "1,2,3").expect(2);
    emit("--loss", "cross-entropy", "--label-smoothing", "1").expect(2);
    emit("--loss", "cross-entropy", "--class-weights", "1,two").expect(2);
    emit("--loss", "cross-entropy", "--loss-output", "nothing").expect(2);
    emit("--loss", "cross-entropy", "--target", "nothing").expect(2);
    emit("--loss", "cross-entropy", "--operators", "some").expect(2);
    assertEquals(List.of(), TargetFolder.entries(folder));
  }

  @Test
  void aMisspeltLossNamesTheNearest() {
    assertTrue(emit("--loss", "cross_entropy").err().contains("did you mean cross-entropy?"));
  }

  @Test
  void filesAreLeftOutAndAddedOnDemand() {
    emit(
            "--loss",
            "cross-entropy",
            "--without",
            "step-model",
            "--without",
            "optimizer-model",
            "--nominal-checkpoint")
        .expect(0);
    assertEquals(
        Set.of(
            "eval_model.onnx",
            "training_model.onnx",
            "checkpoint",
            "nominal_checkpoint",
            "manifest.json"),
        Set.copyOf(TargetFolder.entries(target)));
  }

  @Test
  void gradientOperatorsOfTheTrainingRuntimeMakeNoStepModel() {
    emit("--loss", "cross-entropy", "--operators", "microsoft").expect(0);

    assertFalse(TargetFolder.entries(target).contains("step_model.onnx"));
    assertTrue(
        ModelReader.read(target.resolve("training_model.onnx"), BERT.getParent())
            .graph()
            .nodes()
            .stream()
            .anyMatch(node -> node.op().equals(OpId.microsoft("LayerNormalizationGrad"))));
  }

  @Test
  void aPrecisionThatNoWeightGainsFromIsSaid() {
    Call call = emit("--loss", "cross-entropy", "--base-precision", "int8").expect(0);
    assertTrue(call.out().contains("no frozen weight gains from int8"), call.out());
  }

  @Test
  void filesForOtherRuntimesHaveNoFewerBits() {
    for (String option : List.of("--self-contained", "--nominal-checkpoint")) {
      Call call = emit("--loss", "cross-entropy", "--base-precision", "int4", option).expect(2);
      assertTrue(call.err().contains("own engine only"), call.err());
    }
    emit("--loss", "mse", "--base-precision", "int8", "--operators", "standard").expect(2);
    emit("--loss", "mse", "--base-precision", "int8", "--optimizer", "sgd").expect(2);
    assertFalse(Files.exists(target));
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    emit("--loss", "cross-entropy", "--optimizer", "sgd", "--weight-decay", "0.1").expect(2);
    Call unknown = emit("--loss", "cross-entropy", "--without", "manifest").expect(2);

    assertTrue(unknown.err().contains("training-model"), unknown.err());
    assertFalse(Files.exists(target));
  }
}
