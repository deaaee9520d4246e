package io.lntune.graph.rewrite;

import io.lntune.graph.ir.Node;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened to one rule in a run of the {@link RewriteDriver}. */
public final class RuleStatistics {
  /**
   * Why a rule declined.
   *
   * @param reason the reason without the names of values
   * @param count how often
   * @param example the first full reason, with its node
   */
  public record Declined(String reason, long count, String example) {}

  /** Distinct reasons kept per rule; a rule has a handful. */
  private static final int MAXIMUM_REASONS = 64;

  private final String name;
  private final Map<String, Declined> declined = new LinkedHashMap<>();
  private long tried;
  private long applied;
  private long nanoseconds;

  RuleStatistics(String name) {
    this.name = name;
  }

  /** Name of the rule. */
  public String name() {
    return name;
  }

  /** Number of nodes at which the rule was tried, over all sweeps. */
  public long tried() {
    return tried;
  }

  /** Number of replacements. */
  public long applied() {
    return applied;
  }

  /** Time in the rule and its replacements. */
  public long nanoseconds() {
    return nanoseconds;
  }

  /** The most frequent reasons, most frequent first. */
  public List<Declined> topReasons(int limit) {
    return declined.values().stream()
        .sorted(Comparator.comparingLong(Declined::count).reversed())
        .limit(limit)
        .toList();
  }

  void countTried(long elapsed) {
    tried++;
    nanoseconds += elapsed;
  }

  void countApplied() {
    applied++;
  }

  void countDeclined(String reason, Node where) {
    String general = reason.replaceAll("'[^']*'", "'...'");
    Declined known = declined.get(general);
    if (known != null) {
      declined.put(general, new Declined(general, known.count() + 1, known.example()));
    } else if (declined.size() < MAXIMUM_REASONS) {
      declined.put(general, new Declined(general, 1, reason + " at " + where.describe()));
    }
  }
}
