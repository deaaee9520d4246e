package io.lntune.trainer.cache;

import io.lntune.graph.emit.FrozenPrefix;
import io.lntune.graph.emit.PlannedCache;
import io.lntune.trainer.data.Batch;
import io.lntune.trainer.data.BatchBuffers;
import io.lntune.trainer.data.Dataset;
import io.lntune.trainer.data.FeatureSpec;
import io.lntune.trainer.data.NamedArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data whose batches also have what the frozen prefix computes of them. It is computed when an
 * example is first asked for and kept while there is room. The prefix runs on one example at a
 * time, so what it computes does not depend on which others were in the batch, or on what was kept:
 * a resumed run, or one with less room, sees the same bits.
 */
public final class CachedDataset implements Dataset {
  private final Dataset data;
  private final FrozenPrefix prefix;
  private final PrefixRun run;
  private final EntryStore store;
  private final BatchBuffers buffers = new BatchBuffers();
  private long hits;
  private long misses;
  private boolean full;

  /** Data around {@code data}, which stays the caller's to close, as do {@code store} and run. */
  public CachedDataset(Dataset data, FrozenPrefix prefix, PrefixRun run, EntryStore store) {
    this.data = data;
    this.prefix = prefix;
    this.run = run;
    this.store = store;
  }

  @Override
  public long size() {
    return data.size();
  }

  @Override
  public List<FeatureSpec> features() {
    return data.features();
  }

  @Override
  public long fixedBatchSize() {
    return data.fixedBatchSize();
  }

  @Override
  public int[] lengths() {
    return data.lengths();
  }

  @Override
  public Batch batch(long[] exampleIndices) {
    Batch batch = data.batch(exampleIndices);
    List<NamedArray> inputs = prefix.prefixInputs().stream().map(batch::array).toList();
    inputs.forEach(input -> requireExamples(input, batch.examples()));
    List<Long> sizes = sizes(inputs);
    List<NamedArray> arrays = new ArrayList<>(batch.arrays());
    List<NamedArray> kept = new ArrayList<>();
    for (int i = 0; i < exampleIndices.length; i++) {
      List<NamedArray> values = values(new EntryKey(exampleIndices[i], sizes), inputs, i);
      if (i == 0) {
        kept.addAll(prepare(values, exampleIndices.length));
      }
      for (int j = 0; j < kept.size(); j++) {
        NamedArray target = kept.get(j);
        int axis = prefix.values().get(j).axis();
        requireSame(target, values.get(j), axis, exampleIndices.length);
        ExampleSlices.put(values.get(j), axis, i, exampleIndices.length, target);
      }
    }
    arrays.addAll(kept);
    return new Batch(batch.examples(), arrays);
  }

  private List<NamedArray> values(EntryKey key, List<NamedArray> inputs, int index) {
    List<NamedArray> values = store.find(key);
    if (values != null) {
      hits++;
      return values;
    }
    misses++;
    values = compute(inputs, index);
    full |= !store.keep(key, values);
    return values;
  }

  private List<NamedArray> compute(List<NamedArray> inputs, int index) {
    List<NamedArray> example = new ArrayList<>();
    for (NamedArray input : inputs) {
      boolean apart = prefix.perExample().contains(input.name());
      example.add(apart ? ExampleSlices.of(input, index) : input);
    }
    return run.run(example);
  }

  private List<NamedArray> prepare(List<NamedArray> values, int examples) {
    List<NamedArray> batch = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      PlannedCache planned = prefix.values().get(i);
      FeatureSpec spec = FeatureSpec.input(planned.name(), planned.type(), null);
      long[] sizes = ExampleSlices.batchSizes(values.get(i), planned.axis(), examples);
      batch.add(buffers.prepare(spec, sizes));
    }
    return batch;
  }

  private List<Long> sizes(List<NamedArray> inputs) {
    List<Long> sizes = new ArrayList<>();
    for (NamedArray input : inputs) {
      for (int i = prefix.perExample().contains(input.name()) ? 1 : 0; i < input.rank(); i++) {
        sizes.add(input.size(i));
      }
    }
    return sizes;
  }

  private void requireExamples(NamedArray input, int examples) {
    if (prefix.perExample().contains(input.name()) && input.size(0) != examples) {
      throw new IllegalStateException(input + " does not hold " + examples + " examples");
    }
  }

  private static void requireSame(NamedArray batch, NamedArray value, int axis, int examples) {
    if (!Arrays.equals(batch.sizes(), ExampleSlices.batchSizes(value, axis, examples))) {
      throw new IllegalStateException(value + " of one example does not fit into " + batch);
    }
  }

  /** How the cache was used so far. */
  public CacheFigures figures() {
    return new CacheFigures(hits, misses, store.entries(), store.bytes(), full);
  }

  @Override
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("prefix_hits", hits);
    counts.put("prefix_misses", misses);
    counts.put("prefix_bytes", store.bytes());
    return counts;
  }

  @Override
  public List<String> notes() {
    return data.notes();
  }

  @Override
  public void close() {
    store.close();
  }
}
