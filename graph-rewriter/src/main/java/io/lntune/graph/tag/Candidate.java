package io.lntune.graph.tag;

import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormSite;
import io.lntune.graph.norm.ParameterNames;
import io.lntune.graph.norm.ParameterPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operand that reads a stored tensor, before it is known which operands are one parameter.
 *
 * @param operand where the tensor enters
 * @param path the way to the stored tensor
 * @param role what it does
 * @param site the normalisation layer; null for other tensors
 */
record Candidate(Use operand, ParameterPath path, Role role, @Nullable NormSite site) {

  /** The name an exporter gave to a copy of shared storage (an Identity's output), or empty. */
  String alias() {
    List<Value> values = path.values();
    for (int i = 0; i < values.size() - 1; i++) {
      Value value = values.get(i);
      if (ParameterNames.isMeaningful(value.name())
          && value.producer() != null
          && (value.producer().is("Identity") || value.producer().is("DequantizeLinear"))
          && value.name().contains(".")) {
        return value.name();
      }
    }
    return "";
  }

  /** Owner by the node's annotations or scope; empty when unknown. */
  String nodeModule() {
    return ModulePath.of(operand.node());
  }

  /** Names by which a person may select this operand. */
  List<String> selectableNames() {
    List<String> names = new ArrayList<>();
    names.add(nodeModule());
    names.add(operand.node().name());
    names.add(path.root().name());
    names.add(alias());
    String known = alias().isEmpty() ? path.root().name() : alias();
    if (ParameterNames.isMeaningful(known)) {
      names.add(ParameterNames.module(known));
    }
    return names;
  }

  /** The use of {@code value}, one of the path's values, that leads to the operand. */
  Use hop(Value value) {
    int index = path.values().indexOf(value);
    if (index == 0) {
      return operand;
    }
    Value next = path.values().get(index - 1);
    for (Use use : value.uses()) {
      if (use.node() == next.producer()) {
        return use;
      }
    }
    throw new IllegalStateException("no way from " + value.name() + " to " + next.name());
  }
}
