package io.lntune.tools.bench;

import io.lntune.tools.cli.TextTable;
import io.lntune.tools.command.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** A report as a table for people. */
final class ReportText {
  private static final int SHOWN_OPERATORS = 5;

  private ReportText() {}

  static List<String> lines(BenchReport report) {
    Measurement peer = report.peer();
    TextTable table =
        peer == null
            ? TextTable.of("", "lntune")
            : TextTable.of("", "lntune", "peer", "lntune / peer (median of pairs)");
    row(table, report, "training step, median", Measurement::steps);
    table.row(
        peer == null
            ? new String[] {"training step, fastest", seconds(report.own().bestStep())}
            : new String[] {
              "training step, fastest",
              seconds(report.own().bestStep()),
              seconds(peer.bestStep()),
              ratio(report.own().bestStep() / peer.bestStep())
            });
    row(table, report, "forward only, median", Measurement::forwards);
    row(table, report, "start to first finished step", Measurement::starts);
    String own = bytes(report.own().peakBytes());
    if (peer == null) {
      table.row("peak resident memory", own);
    } else {
      boolean both = report.own().peakBytes().isPresent() && peer.peakBytes().isPresent();
      double share =
          both
              ? (double) report.own().peakBytes().getAsLong() / peer.peakBytes().getAsLong()
              : Double.NaN;
      table.row("peak resident memory", own, bytes(peer.peakBytes()), ratio(share));
    }
    List<String> lines = new ArrayList<>(table.lines(""));
    lines.add(operators(report.operators()));
    return lines;
  }

  private static void row(
      TextTable table, BenchReport report, String name, Function<Measurement, Samples> part) {
    Samples own = part.apply(report.own());
    Measurement peer = report.peer();
    if (peer == null) {
      table.row(name, seconds(own.median()));
    } else {
      Samples other = part.apply(peer);
      table.row(
          name, seconds(own.median()), seconds(other.median()), ratio(own.over(other).median()));
    }
  }

  private static String operators(OperatorTimes times) {
    StringBuilder line = new StringBuilder("matrix products ");
    line.append(percent(times.gemmShare())).append(" of the kernels' time; ");
    line.append(
        String.join(
            ", ",
            times.slowestFirst().stream()
                .limit(SHOWN_OPERATORS)
                .map(operator -> operator + " " + percent(times.share(operator)))
                .toList()));
    return line.toString();
  }

  private static String bytes(OptionalLong count) {
    return count.isPresent() ? Sizes.bytes(count.getAsLong()) : "unavailable";
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.3f s", value);
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }
}
