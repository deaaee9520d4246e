package io.lntune.tools.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Time of every operator.
 *
 * @param seconds by operator name, over all profiled steps
 */
record OperatorTimes(Map<String, Double> seconds) {
  /** Operators that are matrix products, in float or integers. */
  private static final Set<String> PRODUCTS =
      Set.of(
          "MatMul",
          "Gemm",
          "FusedMatMul",
          "FusedGemm",
          "MatMulInteger",
          "MatMulIntegerToFloat",
          "DynamicQuantizeMatMul",
          "QLinearMatMul",
          "QGemm",
          "MatMulNBits",
          "MatMulBnb4");

  OperatorTimes {
    seconds = Map.copyOf(seconds);
  }

  static OperatorTimes of(JsonNode json) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    json.properties().forEach(field -> seconds.put(field.getKey(), field.getValue().asDouble()));
    return new OperatorTimes(seconds);
  }

  ObjectNode toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    slowestFirst().forEach(operator -> root.put(operator, seconds.getOrDefault(operator, 0.0)));
    return root;
  }

  /** Operators by falling time. */
  List<String> slowestFirst() {
    Comparator<Map.Entry<String, Double>> byTime = Map.Entry.comparingByValue();
    return seconds.entrySet().stream().sorted(byTime.reversed()).map(Map.Entry::getKey).toList();
  }

  /** Share of the time that one operator takes, 0 to 1. */
  double share(String operator) {
    return seconds.getOrDefault(operator, 0.0) / total();
  }

  /** Share of the time that matrix products take, 0 to 1; NaN when nothing was profiled. */
  double gemmShare() {
    return PRODUCTS.stream().mapToDouble(name -> seconds.getOrDefault(name, 0.0)).sum() / total();
  }

  private double total() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
