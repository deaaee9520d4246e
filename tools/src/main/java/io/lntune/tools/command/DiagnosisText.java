package io.lntune.tools.command;

import io.lntune.graph.diagnose.Blocker;
import io.lntune.graph.diagnose.ComputeAccount;
import io.lntune.graph.diagnose.Diagnosis;
import io.lntune.graph.diagnose.RefusedNorm;
import io.lntune.graph.diagnose.UnreachedParameter;
import io.lntune.graph.infer.AssumedSizes;
import io.lntune.graph.memory.PeakMemory;
import io.lntune.tools.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis for people: obstacles, remarks, costs, verdict. */
final class DiagnosisText {
  private static final int NAMES_SHOWN = 4;
  private static final double GIGA = 1e9;

  private final List<String> lines = new ArrayList<>();

  private DiagnosisText() {}

  /** {@code asked} are the sizes that the account was asked for. */
  static List<String> of(Diagnosis diagnosis, AssumedSizes asked) {
    DiagnosisText text = new DiagnosisText();
    text.blockers(diagnosis);
    text.remarks(diagnosis);
    text.account(diagnosis, asked);
    text.lines.add(
        diagnosis.isReady()
            ? "ready: "
                + diagnosis.parameterNames().size()
                + " tensors, "
                + Sizes.grouped(diagnosis.trainableCount())
                + " elements to train"
            : "blocked: " + diagnosis.blockers().size() + " to solve");
    return text.lines;
  }

  private void blockers(Diagnosis diagnosis) {
    for (Blocker blocker : diagnosis.blockers()) {
      if (blocker.kind() == Blocker.Kind.MODEL) {
        lines.add("blocked by the model: " + blocker.reason());
      } else {
        lines.add(
            "blocked at node '"
                + blocker.node()
                + "': "
                + blocker.operator().type()
                + " of "
                + DiagnosisJson.domain(blocker.operator())
                + " opset "
                + blocker.opset());
        if (!blocker.module().isEmpty()) {
          lines.add("  module    " + blocker.module());
        }
        lines.add("  why       " + blocker.reason());
        if (!blocker.parameters().isEmpty()) {
          lines.add("  cuts off  " + names(blocker.parameters()));
        }
      }
      lines.add("  try       " + blocker.suggestion());
    }
  }

  private static String names(List<String> all) {
    int more = all.size() - NAMES_SHOWN;
    return more <= 1
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, NAMES_SHOWN)) + " and " + more + " more";
  }

  private void remarks(Diagnosis diagnosis) {
    for (UnreachedParameter parameter : diagnosis.unreached()) {
      lines.add("no gradient for '" + parameter.name() + "': " + parameter.reason());
    }
    for (RefusedNorm norm : diagnosis.refused()) {
      lines.add(
          "not trained: norm at node '"
              + norm.node()
              + "' ("
              + norm.operator()
              + "): "
              + norm.reason());
    }
  }

  private void account(Diagnosis diagnosis, AssumedSizes asked) {
    ComputeAccount account = diagnosis.account();
    if (account == null) {
      if (!diagnosis.accountGap().isEmpty()) {
        lines.add("no account of the costs: " + diagnosis.accountGap());
      }
      return;
    }
    lines.add(
        "one step with batch "
            + account.sizes().batch()
            + " and sequence "
            + account.sizes().sequence()
            + (account.sizes().equals(asked) ? "" : " (the model takes no more)")
            + (account.examplesAtOnce() == account.sizes().batch()
                ? ""
                : ", " + account.examplesAtOnce() + " at once")
            + (account.uncounted() == 0
                ? ""
                : ", at least (" + account.uncounted() + " shapes are unknown)")
            + (diagnosis.isReady() ? "" : ", the blocked nodes' gradients not counted"));
    TextTable table = new TextTable();
    table.row("forward", flops(account.forwardFlops()));
    table.row("backward", flops(account.backwardFlops()));
    table.row("kept activations", Sizes.bytes(account.keptBytes()));
    table.row("frozen weights", Sizes.bytes(account.frozenBytes()));
    table.row("trained tensors", Sizes.bytes(account.trainableBytes()));
    table.row("predicted peak", peak(account.peak()));
    lines.addAll(table.lines("  "));
  }

  private static String peak(PeakMemory peak) {
    return Sizes.bytes(peak.bytes())
        + ": activations "
        + Sizes.bytes(peak.activations())
        + ", weights "
        + Sizes.bytes(peak.weights())
        + ", program "
        + Sizes.bytes(peak.program());
  }

  private static String flops(long count) {
    return String.format(Locale.ROOT, "%.3f GFLOP", count / GIGA);
  }
}
