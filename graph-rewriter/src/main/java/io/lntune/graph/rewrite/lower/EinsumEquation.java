package io.lntune.graph.rewrite.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A parsed Einsum equation: one label per axis. The axes of an ellipsis get upper-case labels
 * beyond the alphabet, counted from the last axis, so that they align as broadcasting does.
 *
 * @param operands labels of each operand
 * @param output labels of the result
 */
record EinsumEquation(List<String> operands, String output) {
  private static final String ELLIPSIS = "...";

  /** First character that stands for an axis of an ellipsis. */
  private static final char FIRST_ELLIPSIS_LABEL = '\u0100';

  EinsumEquation {
    operands = List.copyOf(operands);
  }

  /**
   * Parses an equation for operands of the given ranks; null when ranks are missing or do not fit.
   * A label that repeats within an operand means its diagonal.
   */
  static @Nullable EinsumEquation parse(String equation, List<Integer> ranks) {
    String compact = equation.replace(" ", "");
    int arrow = compact.indexOf("->");
    String left = arrow < 0 ? compact : compact.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != ranks.size()) {
      return null;
    }
    List<String> operands = new ArrayList<>();
    int widest = 0;
    for (int i = 0; i < terms.length; i++) {
      int axes = ranks.get(i) - terms[i].replace(ELLIPSIS, "").length();
      boolean ellipsis = terms[i].contains(ELLIPSIS);
      if (ranks.get(i) < 0 || axes < 0 || (axes > 0 && !ellipsis)) {
        return null;
      }
      String labels = terms[i].replace(ELLIPSIS, ellipsisLabels(axes));
      widest = ellipsis ? Math.max(widest, axes) : widest;
      operands.add(labels);
    }
    String output =
        arrow < 0
            ? ellipsisLabels(widest) + implicitOutput(left)
            : compact.substring(arrow + 2).replace(ELLIPSIS, ellipsisLabels(widest));
    boolean known = output.chars().allMatch(c -> String.join("", operands).indexOf(c) >= 0);
    return known ? new EinsumEquation(operands, output) : null;
  }

  /** Labels that occur once, in alphabetical order. */
  private static String implicitOutput(String left) {
    TreeMap<Character, Integer> counts = new TreeMap<>();
    String labels = left.replace(ELLIPSIS, "").replace(",", "");
    for (int i = 0; i < labels.length(); i++) {
      counts.merge(labels.charAt(i), 1, Integer::sum);
    }
    StringBuilder output = new StringBuilder();
    counts.forEach(
        (label, count) -> {
          if (count == 1) {
            output.append(label);
          }
        });
    return output.toString();
  }

  private static String ellipsisLabels(int axes) {
    StringBuilder labels = new StringBuilder();
    for (int i = axes - 1; i >= 0; i--) {
      labels.append((char) (FIRST_ELLIPSIS_LABEL + i));
    }
    return labels.toString();
  }
}
