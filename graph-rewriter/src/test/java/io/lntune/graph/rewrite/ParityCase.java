package io.lntune.graph.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.ModelReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An exported model with inputs for it: {@code model.onnx} and {@code reference.safetensors}, in
 * which the inputs are called {@code input.<name>}. Cases are those in the project's models and, if
 * the system property {@code lntune.corpus} names a folder of such cases, those in it.
 */
public record ParityCase(Path folder) {
  private static final String PREFIX = "input.";
  private static final Map<String, DataType> TYPES =
      Map.of(
          "F32", DataType.FLOAT,
          "F64", DataType.DOUBLE,
          "F16", DataType.FLOAT16,
          "I64", DataType.INT64,
          "I32", DataType.INT32,
          "BOOL", DataType.BOOL);

  /** All cases, by name. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    String models = System.getProperty("lntune.models");
    String corpus = System.getProperty("lntune.corpus");
    if (models != null) {
      addCases(Path.of(models, "parity"), cases);
    }
    if (corpus != null) {
      addCases(Path.of(corpus), cases);
    }
    return cases;
  }

  private static void addCases(Path folder, List<ParityCase> cases) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(entry -> Files.exists(entry.resolve("model.onnx")))
          .filter(entry -> Files.exists(entry.resolve("reference.safetensors")))
          .sorted()
          .forEach(entry -> cases.add(new ParityCase(entry)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return folder.getFileName().toString();
  }

  /** The model, freshly read. */
  public Model model() {
    return ModelReader.read(folder.resolve("model.onnx"));
  }

  /** Values for the graph inputs by name. */
  public Map<String, Tensor> inputs() {
    try {
      byte[] file = Files.readAllBytes(folder.resolve("reference.safetensors"));
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      int headerSize = Math.toIntExact(bytes.getLong(0));
      JsonNode header =
          new ObjectMapper().readTree(new String(file, 8, headerSize, StandardCharsets.UTF_8));
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (entry.getKey().startsWith(PREFIX)) {
          String name = entry.getKey().substring(PREFIX.length());
          inputs.put(name, tensor(name, entry.getValue(), bytes, 8 + headerSize));
        }
      }
      return inputs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor tensor(String name, JsonNode entry, ByteBuffer bytes, int start) {
    List<Long> sizes = new ArrayList<>();
    entry.get("shape").forEach(size -> sizes.add(size.longValue()));
    int from = entry.get("data_offsets").get(0).intValue();
    int to = entry.get("data_offsets").get(1).intValue();
    return new Tensor(
        name,
        TYPES.get(entry.get("dtype").textValue()),
        Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()),
        new InlineBytes(bytes.slice(start + from, to - from)),
        null);
  }

  @Override
  public String toString() {
    return name();
  }
}
