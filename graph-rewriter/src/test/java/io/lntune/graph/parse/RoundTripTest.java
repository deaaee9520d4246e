package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is read and written is the same bytes. The models are those of the project, or with {@code
 * -Dlntune.corpus} those of another folder.
 */
class RoundTripTest {
  @TempDir Path folder;

  static List<Path> models() throws IOException {
    String corpus = System.getProperty("lntune.corpus", System.getProperty("lntune.models"));
    try (Stream<Path> files = Files.walk(Path.of(corpus))) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  @Test
  void thereAreModels() throws IOException {
    assertFalse(models().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("models")
  void unchangedModelIsTheSameFile(Path file) throws IOException {
    Model model = ModelReader.read(file);
    assertArrayEquals(Files.readAllBytes(file), ModelWriter.toBytes(model, TensorPlacement.KEEP));
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyPartIsEncodedAsTheExporterDid(Path file) throws IOException {
    Model model = ModelReader.read(file);
    assertArrayEquals(Files.readAllBytes(file), encode(model));
  }

  @ParameterizedTest
  @MethodSource("models")
  void nodesBuiltAnewAreEncodedAsTheExporterDid(Path file) throws IOException {
    Model model = ModelReader.read(file);
    touch(model.graph());
    for (Function function : model.functions()) {
      touch(function.body());
    }
    assertArrayEquals(Files.readAllBytes(file), encode(model));
  }

  @Test
  void oneOfEverything() throws IOException {
    Path file = TestModels.write(folder, TestModels.everything());
    Model model = ModelReader.read(file);
    touch(model.graph());
    assertArrayEquals(Files.readAllBytes(file), encode(model));
    Path copy = folder.resolve("copy.onnx");
    ModelWriter.write(model, copy);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(copy));
  }

  /** Encodes the graph itself, without the short cut for unchanged models. */
  private static byte[] encode(Model model) {
    ModelCarrier carrier = (ModelCarrier) model.carrier();
    return PayloadSplicer.splice(
            ModelWriter.proto(model, carrier.proto(), WriteOptions.DEFAULT).toByteArray())
        .toBytes();
  }

  private static void touch(Graph graph) {
    for (Node node : graph.nodes()) {
      node.setName(node.name());
      for (Attribute attribute : node.attributes().asMap().values()) {
        if (attribute instanceof Attribute.GraphValue subgraph) {
          touch(subgraph.value());
        }
      }
    }
  }
}
