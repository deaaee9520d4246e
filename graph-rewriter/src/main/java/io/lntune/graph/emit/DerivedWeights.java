package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in a step model that were computed from the base's, such as copies in fewer bits: one
 * after the other in one file of the artefact folder, described in the manifest.
 */
final class DerivedWeights {
  static final String FILE = "reduced_weights.bin";

  private static final String KEY = "derived";

  private DerivedWeights() {}

  /** First byte of each tensor in the file, by name. */
  static Map<String, Long> offsets(Collection<Tensor> weights) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    long next = 0;
    for (Tensor weight : weights) {
      offsets.put(weight.name(), next);
      next = Math.addExact(next, weight.byteSize());
    }
    return offsets;
  }

  /** Writes the file into {@code folder}, or nothing when there are no such weights. */
  static void write(Collection<Tensor> weights, Path folder) throws IOException {
    if (weights.isEmpty()) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Tensor weight : weights) {
        ByteBuffer bytes = weight.bytes();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    }
  }

  static void describe(Collection<Tensor> weights, ObjectNode root) {
    ArrayNode list = root.putArray(KEY);
    Map<String, Long> offsets = offsets(weights);
    for (Tensor weight : weights) {
      ArrayNode dims =
          list.addObject()
              .put("name", weight.name())
              .put("type", weight.elementType().onnxName())
              .put("offset", offsets.get(weight.name()))
              .put("length", weight.byteSize())
              .putArray("dims");
      for (long size : weight.shape().sizes()) {
        dims.add(size);
      }
    }
  }

  /** The weights that the manifest describes, still in their file, by name. */
  static Map<String, Tensor> read(JsonNode root, Path folder) throws IOException {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Path file = folder.toAbsolutePath().normalize().resolve(FILE);
    for (JsonNode node : root.path(KEY)) {
      long offset = node.path("offset").asLong();
      long length = node.path("length").asLong();
      if (offset < 0 || length < 0 || Files.size(file) - length < offset) {
        throw LntuneException.badInput(
            "The file is shorter than the manifest says", file.toString(), "Emit it again.");
      }
      String name = node.path("name").asText();
      long[] sizes = new long[node.path("dims").size()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = node.path("dims").path(i).asLong();
      }
      weights.put(
          name,
          new Tensor(
              name,
              ParameterJson.type(node.path("type").asText()),
              Shape.of(sizes),
              new FileRegion(file, offset, length),
              null));
    }
    return weights;
  }
}
