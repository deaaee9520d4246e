package io.lntune.graph.precision;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Quantises weights on all processors. */
final class ParallelQuantization {
  private ParallelQuantization() {}

  /**
   * Each weight once.
   *
   * @param products that have the weights
   * @param quantizers makes one for each thread
   * @return the weights by {@link FrozenProduct#weightKey}
   */
  static Map<String, QuantizedWeight> of(
      Collection<FrozenProduct> products, Supplier<Quantizer> quantizers) {
    ThreadLocal<Quantizer> own = ThreadLocal.withInitial(quantizers);
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      Map<String, Future<QuantizedWeight>> started = new LinkedHashMap<>();
      for (FrozenProduct product : products) {
        started.computeIfAbsent(
            product.weightKey(), key -> pool.submit(() -> own.get().quantize(product)));
      }
      Map<String, QuantizedWeight> weights = new LinkedHashMap<>();
      for (Map.Entry<String, Future<QuantizedWeight>> entry : started.entrySet()) {
        weights.put(entry.getKey(), result(entry.getValue()));
      }
      return weights;
    } finally {
      pool.shutdownNow();
      free(pool);
    }
  }

  /** Only the collector takes away the memory that the threads held, as large as weights are. */
  private static void free(ExecutorService pool) {
    try {
      if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
        System.gc();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static QuantizedWeight result(Future<QuantizedWeight> started) {
    try {
      return started.get();
    } catch (ExecutionException e) {
      // Want of memory is reported as such, and so is a file that cannot be read.
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while weights were quantised");
    }
  }
}
