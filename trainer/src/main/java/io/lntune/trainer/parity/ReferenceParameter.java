package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A parameter of the reference and where the graph stores it.
 *
 * @param name its PyTorch name
 * @param initializers names of the stored tensors in the graph
 * @param consumers names of the nodes that read it
 * @param onePlus whether the graph stores 1 + w
 */
record ReferenceParameter(
    String name, List<String> initializers, List<String> consumers, boolean onePlus) {
  ReferenceParameter {
    initializers = List.copyOf(initializers);
    consumers = List.copyOf(consumers);
  }

  static ReferenceParameter of(String name, JsonNode meta) {
    List<String> initializers = new ArrayList<>();
    List<String> consumers = new ArrayList<>();
    boolean onePlus = false;
    for (JsonNode place : meta.path("onnx")) {
      initializers.add(place.path("name").asText());
      onePlus |= place.path("transform").asText().startsWith("1+w");
      for (JsonNode consumer : place.path("consumers")) {
        consumers.add(consumer.path("node").asText());
      }
    }
    return new ReferenceParameter(name, initializers, consumers, onePlus);
  }
}
