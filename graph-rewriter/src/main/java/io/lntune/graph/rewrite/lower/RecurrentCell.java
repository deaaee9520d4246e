package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Value;
import java.util.List;

/** One step of a recurrent layer in one direction. */
@FunctionalInterface
interface RecurrentCell {
  /**
   * The states after the step, the output first: [batch, hidden] each.
   *
   * @param core emits into the step
   * @param entering the input's contribution to all gates: [batch, gates * hidden]
   * @param states the states before the step
   */
  List<Value> next(CoreOperators core, Value entering, List<Value> states);
}
