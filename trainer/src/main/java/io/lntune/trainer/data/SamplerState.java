package io.lntune.trainer.data;

/**
 * Where a {@link BatchSampler} stands; restoring it continues with the very next example.
 *
 * @param seed seed of the shuffle
 * @param epoch passes over the data that are complete, from 0
 * @param position examples of the current epoch that were handed out
 */
public record SamplerState(long seed, long epoch, long position) {}
