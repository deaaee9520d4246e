package io.lntune.graph.reference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the outputs of one operator call; outputs that nobody asked for may be computed too. */
interface Kernel {
  List<? extends @Nullable Array> evaluate(Call call);
}
