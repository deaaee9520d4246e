package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.batch.BatchDivision;
import io.lntune.graph.batch.RowCount;
import java.util.ArrayList;
import java.util.List;

/** In the manifest, whether a batch can be run in parts. */
final class BatchDivisionJson {
  private static final String KEY = "micro_batches";

  private BatchDivisionJson() {}

  static void write(BatchDivision division, ObjectNode root) {
    ObjectNode node = root.putObject(KEY).put("obstacle", division.obstacle());
    for (RowCount count : division.rows()) {
      ObjectNode rows = node.withArray("rows").addObject().put("factor", count.factor());
      for (RowCount.Axis axis : count.axes()) {
        rows.withArray("axes").addObject().put("input", axis.input()).put("axis", axis.index());
      }
    }
  }

  /** What the manifest says; one that does not say keeps batches whole. */
  static BatchDivision read(JsonNode root) {
    JsonNode node = root.path(KEY);
    if (node.isMissingNode()) {
      return BatchDivision.none("the artefacts do not say that it is possible");
    }
    List<RowCount> rows = new ArrayList<>();
    for (JsonNode count : node.path("rows")) {
      List<RowCount.Axis> axes = new ArrayList<>();
      for (JsonNode axis : count.path("axes")) {
        axes.add(new RowCount.Axis(axis.path("input").asText(), axis.path("axis").asInt()));
      }
      rows.add(new RowCount(count.path("factor").asLong(), axes));
    }
    return new BatchDivision(node.path("obstacle").asText(), rows);
  }
}
