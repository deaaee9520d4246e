package io.lntune.tools.command;

import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.tools.cli.Invocation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Reads {@code --loss [WEIGHT*]KIND[:OUTPUT[=LABELS]]}, given once or several times. */
final class LossTerms {
  private final Invocation invocation;
  private final String option;
  private final BiFunction<String, String, LossSpec> kinds;

  /**
   * @param kinds makes a plain loss of a kind and an output
   */
  LossTerms(Invocation invocation, String option, BiFunction<String, String, LossSpec> kinds) {
    this.invocation = invocation;
    this.option = option;
    this.kinds = kinds;
  }

  /**
   * The loss that the values say.
   *
   * @param output the output of a value that names none; empty for the model's first
   */
  LossSpec read(List<String> values, String output) {
    List<LossSpec.Term> terms = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String value : values) {
      LossSpec.Term term = term(value, output);
      if (!names.add(term.name())) {
        throw invocation.usage("--" + option + " " + term.name() + " is given twice");
      }
      terms.add(term);
    }
    LossSpec.Term first = terms.get(0);
    boolean plain = terms.size() == 1 && first.weight() == 1 && first.label().isEmpty();
    return plain ? first.loss() : new LossSpec.WeightedSum(terms);
  }

  private LossSpec.Term term(String value, String absentOutput) {
    int star = value.indexOf('*');
    int colon = value.indexOf(':');
    boolean weighted = star >= 0 && (colon < 0 || star < colon);
    double weight = weighted ? weight(value.substring(0, star).strip()) : 1;
    String rest = weighted ? value.substring(star + 1).strip() : value;
    colon = rest.indexOf(':');
    String kind = colon < 0 ? rest : rest.substring(0, colon);
    String output = colon < 0 ? absentOutput : rest.substring(colon + 1);
    int equals = colon < 0 ? -1 : output.lastIndexOf('=');
    String label = equals < 0 ? "" : output.substring(equals + 1);
    return new LossSpec.Term(
        weight, kinds.apply(kind, equals < 0 ? output : output.substring(0, equals)), label);
  }

  private double weight(String text) {
    double weight = Double.NaN;
    try {
      weight = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw invocation
          .usage("--" + option + ": '" + text + "' before '*' is not a number")
          .causedBy(e);
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw invocation.usage("--" + option + ": the weight " + text + " must be above 0");
    }
    return weight;
  }
}
