package io.lntune.graph.tag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.rewrite.ParityCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code meta.json} of a parity case says about its normalisation parameters. */
record ReferenceParameters(List<Parameter> list) {
  /**
   * One parameter.
   *
   * @param name name in the framework it was exported from
   * @param kind {@code scale} or {@code bias}
   * @param elements number of elements
   * @param stored names of its tensors in the graph
   * @param consumers names of the nodes that read it
   * @param kept whether the exported file still has the name
   */
  record Parameter(
      String name,
      String kind,
      long elements,
      List<String> stored,
      List<String> consumers,
      boolean kept) {}

  static ReferenceParameters of(ParityCase parityCase) {
    try {
      JsonNode meta =
          new ObjectMapper().readTree(parityCase.folder().resolve("meta.json").toFile());
      List<Parameter> list = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : meta.path("ln_params").properties()) {
        if (entry.getValue().path("on_loss_path").asBoolean(true)) {
          list.add(parameter(entry.getKey(), entry.getValue()));
        }
      }
      return new ReferenceParameters(list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Parameter parameter(String name, JsonNode node) {
    long elements = 1;
    for (JsonNode size : node.path("shape")) {
      elements *= size.asLong();
    }
    List<String> stored = new ArrayList<>();
    List<String> consumers = new ArrayList<>();
    boolean kept = false;
    for (JsonNode place : node.path("onnx")) {
      stored.add(place.path("name").asText());
      kept |= place.path("name").asText().equals(name);
      kept |= place.path("shared_by_identity_output").asText().equals(name);
      place.path("consumers").forEach(use -> consumers.add(use.path("node").asText()));
    }
    return new Parameter(name, node.path("kind").asText(), elements, stored, consumers, kept);
  }
}
