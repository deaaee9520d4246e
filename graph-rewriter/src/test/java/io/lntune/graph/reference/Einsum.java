package io.lntune.graph.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Einsum by summing over every combination of label values. Axes under an ellipsis get the labels
 * '0', '1', ... counted so that the last one is always '9'; they broadcast.
 */
final class Einsum {
  private Einsum() {}

  static void register(Kernels kernels) {
    kernels.add(
        "Einsum", call -> einsum(call.attribute("equation", "").replace(" ", ""), call.allFrom(0)));
  }

  private static Array einsum(String equation, List<Array> operands) {
    int arrow = equation.indexOf("->");
    String left = arrow < 0 ? equation : equation.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != operands.size()) {
      throw new IllegalArgumentException(equation + " with " + operands.size() + " operands");
    }
    List<String> labels = new ArrayList<>();
    Map<Character, Integer> sizes = new TreeMap<>();
    for (int i = 0; i < terms.length; i++) {
      String term = expandEllipsis(terms[i], operands.get(i).rank());
      labels.add(term);
      for (int axis = 0; axis < term.length(); axis++) {
        sizes.merge(term.charAt(axis), operands.get(i).size(axis), Math::max);
      }
    }
    String result =
        arrow < 0 ? implicit(labels, sizes) : ellipsisOf(equation.substring(arrow + 2), sizes);
    return sum(labels, operands, result, sizes);
  }

  private static String expandEllipsis(String term, int rank) {
    int hidden = rank - term.replace("...", "").length();
    return term.replace("...", "0123456789".substring(10 - hidden));
  }

  private static String ellipsisOf(String term, Map<Character, Integer> sizes) {
    return term.replace("...", digits(sizes));
  }

  private static String digits(Map<Character, Integer> sizes) {
    return letters(sizes, Character::isDigit);
  }

  private static String letters(Map<Character, Integer> sizes, Predicate<Character> wanted) {
    return sizes.keySet().stream()
        .filter(wanted)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  /** Broadcast axes, then every label that occurs once, in alphabetical order. */
  private static String implicit(List<String> labels, Map<Character, Integer> sizes) {
    String all = String.join("", labels);
    return digits(sizes)
        + letters(
            sizes,
            label -> !Character.isDigit(label) && all.indexOf(label) == all.lastIndexOf(label));
  }

  private static Array sum(
      List<String> labels, List<Array> operands, String result, Map<Character, Integer> sizes) {
    String summed = letters(sizes, label -> result.indexOf(label) < 0);
    String order = result + summed;
    int[] ranges = order.chars().map(label -> sizes.get((char) label)).toArray();
    int[] outputSizes = Arrays.copyOf(ranges, result.length());
    int block = Layout.count(ranges, result.length(), ranges.length);
    double[] data = new double[Layout.count(outputSizes)];
    List<int[]> offsets = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      offsets.add(Layout.offsets(ranges, stridesBy(order, labels.get(i), operands.get(i))));
    }
    for (int i = 0; i < data.length * block; i++) {
      double product = 1;
      for (int k = 0; k < operands.size(); k++) {
        product *= operands.get(k).data()[offsets.get(k)[i]];
      }
      data[i / block] += product;
    }
    return Array.wrap(operands.get(0).type(), outputSizes, data);
  }

  /** How far one step along each label moves in the operand; a repeated label adds its strides. */
  private static int[] stridesBy(String order, String labels, Array operand) {
    int[] own = Layout.strides(operand.sizes());
    int[] strides = new int[order.length()];
    for (int axis = 0; axis < labels.length(); axis++) {
      if (operand.size(axis) != 1) {
        strides[order.indexOf(labels.charAt(axis))] += own[axis];
      }
    }
    return strides;
  }
}
