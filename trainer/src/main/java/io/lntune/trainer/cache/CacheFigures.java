package io.lntune.trainer.cache;

/**
 * How a cache was used.
 *
 * @param hits examples whose prefix was there
 * @param misses examples whose prefix was computed
 * @param entries entries that are kept
 * @param bytes what they take
 * @param full whether some did not fit
 */
public record CacheFigures(long hits, long misses, long entries, long bytes, boolean full) {}
