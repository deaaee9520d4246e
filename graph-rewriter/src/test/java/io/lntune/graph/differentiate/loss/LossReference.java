package io.lntune.graph.differentiate.loss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.reference.Array;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One loss as computed by PyTorch, from the folder {@code losses} of the test resources. */
final class LossReference {
  private static final int LENGTH_BYTES = 8;

  private final String name;
  private final JsonNode settings;
  private final JsonNode header;
  private final ByteBuffer data;

  LossReference(String name) {
    this.name = name;
    ObjectMapper json = new ObjectMapper();
    try {
      settings = json.readTree(read(name + ".json"));
      byte[] file = read(name + ".safetensors");
      int length = Math.toIntExact(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
      header = json.readTree(file, LENGTH_BYTES, length);
      int start = LENGTH_BYTES + length;
      data = ByteBuffer.wrap(file, start, file.length - start).slice();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stored tensor. */
  Array tensor(String key) {
    JsonNode entry = header.get(key);
    DataType type =
        switch (entry.get("dtype").asText()) {
          case "F32" -> DataType.FLOAT;
          case "F64" -> DataType.DOUBLE;
          case "I64" -> DataType.INT64;
          default -> throw new IllegalStateException(entry.toString());
        };
    List<Long> sizes = new ArrayList<>();
    entry.get("shape").forEach(size -> sizes.add(size.asLong()));
    int begin = entry.get("data_offsets").get(0).asInt();
    int end = entry.get("data_offsets").get(1).asInt();
    Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    InlineBytes bytes = new InlineBytes(data.slice(begin, end - begin));
    return Array.of(new Tensor(key, type, shape, bytes, null));
  }

  /** The same loss as a specification. */
  LossSpec spec() {
    if (name.equals("mse")) {
      return new LossSpec.MeanSquaredError("");
    } else if (name.equals("l1")) {
      return new LossSpec.MeanAbsoluteError("");
    } else if (name.equals("bce_with_logits")) {
      return new LossSpec.BinaryCrossEntropy("");
    }
    List<Double> weights = new ArrayList<>();
    if (header.has("weight")) {
      for (double weight : tensor("weight").data()) {
        weights.add(weight);
      }
    }
    return new LossSpec.CrossEntropy(
        "",
        settings.path("ignore_index").asLong(LossSpec.IGNORE_INDEX),
        settings.path("label_smoothing").asDouble(0),
        weights,
        settings.path("shift").asBoolean(false));
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream stream = LossReference.class.getResourceAsStream("/losses/" + file)) {
      if (stream == null) {
        throw new IOException("no test resource losses/" + file);
      }
      return stream.readAllBytes();
    }
  }
}
