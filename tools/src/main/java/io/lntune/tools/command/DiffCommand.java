package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.LntuneException;
import io.lntune.graph.merge.Difference;
import io.lntune.graph.merge.ModelDiff;
import io.lntune.tools.cli.Command;
import io.lntune.tools.cli.Flags;
import io.lntune.tools.cli.Invocation;
import io.lntune.tools.cli.Output;
import io.lntune.tools.cli.TextTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Options;

/** Shows in what two models differ, and proves that only what should differ does. */
public final class DiffCommand implements Command {
  private static final String ONLY = "only";
  private static final String NORMS = "norms";

  @Override
  public String name() {
    return "diff";
  }

  @Override
  public String summary() {
    return "show in what a tuned model differs from its base";
  }

  @Override
  public String arguments() {
    return "BASE TUNED";
  }

  @Override
  public String example() {
    return "lntune diff model.onnx tuned.onnx --only norms";
  }

  @Override
  public Options options() {
    return new Flags()
        .value(ONLY, "norms", "fail with exit code 5 if anything but norm values differs")
        .json()
        .options();
  }

  @Override
  public void run(Invocation invocation) {
    List<Path> models = invocation.paths("BASE", "TUNED");
    boolean onlyNorms = invocation.has(ONLY);
    invocation.choice(ONLY, NORMS, List.of(NORMS));
    List<Difference> differences = ModelDiff.compare(models.get(0), models.get(1));
    List<Difference> others = differences.stream().filter(found -> !found.norm()).toList();

    Output output = invocation.output();
    TextTable table = new TextTable();
    for (Difference found : differences) {
      table.row(kind(found), found.norm() ? "norm" : "other", found.name(), found.detail());
    }
    table.lines("").forEach(output::line);
    int norms = differences.size() - others.size();
    output.line(norms + " differences in normalisation layers, " + others.size() + " others");
    output.document(json(differences, norms, others.size()));
    if (onlyNorms && !others.isEmpty()) {
      throw LntuneException.checkFailed(
          "The models differ in more than normalisation layers: " + others.size() + " differences",
          kind(others.get(0)) + ": " + others.get(0).name() + " and others",
          "Merge again from the base, or compare with the base that was really used.");
    }
  }

  private static String kind(Difference difference) {
    return difference.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ObjectNode json(List<Difference> differences, int norms, int others) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("norms", norms);
    root.put("others", others);
    ArrayNode array = root.putArray("differences");
    for (Difference found : differences) {
      array
          .addObject()
          .put("kind", kind(found))
          .put("name", found.name())
          .put("detail", found.detail())
          .put("norm", found.norm());
    }
    return root;
  }
}
