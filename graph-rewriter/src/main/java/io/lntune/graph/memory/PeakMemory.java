package io.lntune.graph.memory;

import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Value;

/**
 * The most memory that a training process has resident during a step, as predicted, in bytes.
 *
 * @param activations the tensors between nodes when most of them are alive
 * @param weights stored tensors, mapped or repacked
 * @param program the virtual machine, the libraries, the models themselves
 */
public record PeakMemory(long activations, long weights, long program) {
  /** A process that trains a tiny model; measured on Linux, x86-64. */
  private static final long PROCESS = 92_000_000;

  /** Objects of one node, here and in the runtime; measured. */
  static final long NODE = 20_000;

  /** Of a parameter: value, gradient, their sum, two moments; of data it is less. */
  private static final long COPIES_OF_INPUTS = 5;

  /** What lies idle between tensors because nothing fits there; measured. */
  private static final double FRAGMENTATION = 1.06;

  /** The memory of {@code graph}, whose values have their concrete shapes. */
  static PeakMemory of(Graph graph, long alive, boolean prepack) {
    long inputs = 0;
    for (Value value : graph.inputs()) {

      inputs += value.initializer() == null ? StepTime.bytes(value) : 0;
    }
    return new PeakMemory(
        Math.round(FRAGMENTATION * alive),
        WeightMemory.of(graph, prepack).bytes(),
        PROCESS + NODE * graph.nodeCount() + COPIES_OF_INPUTS * inputs);
  }

  /** How much may be alive at once where tensors may take {@code bytes}. */
  static long activations(long bytes) {
    return (long) (bytes / FRAGMENTATION);
  }

  /** All of it. */
  public long bytes() {
    return activations + weights + program;
  }
}
