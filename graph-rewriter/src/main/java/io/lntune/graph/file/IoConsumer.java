package io.lntune.graph.file;

import java.io.IOException;

/**
 * An action on a file that may fail as files do.
 *
 * @param <T> what is written to, for example a channel or a directory
 */
@FunctionalInterface
public interface IoConsumer<T> {
  /** Performs the action. */
  void accept(T target) throws IOException;
}
