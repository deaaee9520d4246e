package io.lntune.trainer.data;

/**
 * What an npz archive may expand to; a small file that expands without end is an attack.
 *
 * @param totalBytes most bytes of all arrays together, since they are held in memory
 * @param ratio most bytes of an archive's content for one byte of its file
 * @param freeBytes archives that expand to no more than this are not held to the ratio, because
 *     constant arrays such as masks rightly compress a thousand times
 */
public record NpzLimits(long totalBytes, long ratio, long freeBytes) {
  /** 16 GiB in all; beyond 256 MiB no more than 200 times the file. */
  public static final NpzLimits DEFAULT = new NpzLimits(16L << 30, 200, 256L << 20);
}
