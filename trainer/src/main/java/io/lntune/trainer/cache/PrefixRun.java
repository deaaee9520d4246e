package io.lntune.trainer.cache;

import io.lntune.trainer.data.NamedArray;
import java.util.Collection;
import java.util.List;

/** Computes the kept values of one example. */
@FunctionalInterface
public interface PrefixRun {
  /** The kept values, in their order, for inputs whose first axis has one example. */
  List<NamedArray> run(Collection<NamedArray> inputs);
}
