package io.lntune.tools.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** A report for programs. */
final class ReportJson {
  private static final String PEAK = "peak_resident_bytes";

  private ReportJson() {}

  static ObjectNode of(BenchReport report, Path source, BenchSettings settings) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", source.toString());
    root.put("batch", settings.batch());
    root.put("seq", settings.seq());
    root.put("threads", settings.threads());
    root.put("steps", settings.steps());
    Measurement own = report.own();
    root.set("lntune", side(own));
    Measurement peer = report.peer();
    if (peer != null) {
      root.set("peer", side(peer));
      ObjectNode ratio = root.putObject("ratio");
      put(ratio, "step", own.steps().over(peer.steps()).median());
      put(ratio, "forward", own.forwards().over(peer.forwards()).median());
      put(ratio, "first_step", own.starts().over(peer.starts()).median());
      if (own.peakBytes().isPresent() && peer.peakBytes().isPresent()) {
        put(ratio, "memory", (double) own.peakBytes().getAsLong() / peer.peakBytes().getAsLong());
      }
    }
    put(root, "gemm_share", report.operators().gemmShare());
    root.set("operator_seconds", report.operators().toJson());
    return root;
  }

  private static ObjectNode side(Measurement measured) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "step_seconds_median", measured.steps().median());
    put(node, "step_seconds_min", measured.bestStep());
    put(node, "forward_seconds_median", measured.forwards().median());
    put(node, "first_step_seconds", measured.starts().median());
    if (measured.peakBytes().isPresent()) {
      node.put(PEAK, measured.peakBytes().getAsLong());
    } else {
      node.putNull(PEAK);
    }
    measured.steps().values().forEach(node.putArray("step_seconds")::add);
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
