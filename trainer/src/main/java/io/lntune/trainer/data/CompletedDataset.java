package io.lntune.trainer.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file's examples with the features that follow from them. */
final class CompletedDataset implements Dataset {
  private final Dataset given;
  private final List<DerivedFeature> derived;
  private final List<FeatureSpec> features;
  private final BatchBuffers buffers = new BatchBuffers();

  /** Takes over {@code given}; {@code features} are all that a batch has. */
  CompletedDataset(Dataset given, List<DerivedFeature> derived, List<FeatureSpec> features) {
    this.given = given;
    this.derived = List.copyOf(derived);
    this.features = List.copyOf(features);
  }

  @Override
  public long size() {
    return given.size();
  }

  @Override
  public List<FeatureSpec> features() {
    return features;
  }

  @Override
  public long fixedBatchSize() {
    return given.fixedBatchSize();
  }

  @Override
  public int[] lengths() {
    return given.lengths();
  }

  @Override
  public Batch batch(long[] exampleIndices) {
    Batch batch = given.batch(exampleIndices);
    List<NamedArray> arrays = new ArrayList<>(batch.arrays());
    for (DerivedFeature feature : derived) {
      arrays.add(feature.make(batch, buffers));
      batch = new Batch(exampleIndices.length, arrays);
    }
    return batch;
  }

  /** Pasts come in dozens and are told of once. */
  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(given.notes());
    Map<DerivedFeature.Kind, Integer> counts = new LinkedHashMap<>();
    derived.forEach(feature -> counts.merge(feature.kind(), 1, Integer::sum));
    for (DerivedFeature feature : derived) {
      Integer count = counts.remove(feature.kind());
      if (count != null && count > 1 && feature.kind() == DerivedFeature.Kind.EMPTY_PAST) {
        notes.add(feature.note() + " So are the other " + (count - 1) + " of its kind.");
      } else if (count != null || feature.kind() != DerivedFeature.Kind.EMPTY_PAST) {
        notes.add(feature.note());
      }
    }
    return notes;
  }

  @Override
  public void close() {
    given.close();
  }
}
