package io.lntune.graph.precision;

/** Brings weights into fewer bits, one after the other in the same memory. Not thread-safe. */
interface Quantizer {
  /** The weight of {@code product}, its factor included. */
  QuantizedWeight quantize(FrozenProduct product);
}
