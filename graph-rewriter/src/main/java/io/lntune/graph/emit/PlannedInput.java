package io.lntune.graph.emit;

import io.lntune.graph.ir.DataType;
import java.util.List;

/**
 * A graph input that data must be fed to.
 *
 * @param name input name
 * @param type element type
 * @param dims sizes; -1 where any size is accepted
 * @param label true for the targets of the loss
 */
public record PlannedInput(String name, DataType type, List<Long> dims, boolean label) {
  public PlannedInput {
    dims = List.copyOf(dims);
  }
}
