package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Examples in the lines of a JSON Lines file, padded per batch to the longest of it. Opening reads
 * the whole file once and refuses a bad line before training starts; batches read their lines
 * again, so that memory does not grow with the file.
 */
public final class JsonlDataset implements Dataset {
  private final JsonlFile file;
  private final DatasetOptions options;
  private final List<FeatureSpec> specs;
  private final List<JsonlFeature> features;
  private final JsonlPlan plan;
  private final BatchBuffers buffers = new BatchBuffers();
  private final List<JsonExample> examples = new ArrayList<>();
  private final int[] lengths;

  /**
   * Takes over {@code file} and checks every line of it.
   *
   * @throws LntuneException when a field is missing or a line does not fit the model
   */
  public JsonlDataset(JsonlFile file, DatasetOptions options, List<FeatureSpec> features) {
    if (file.size() == 0) {
      throw LntuneException.badInput(
          "The file has no examples", file.path().toString(), "Give at least one line.");
    }
    this.file = file;
    this.options = options;
    this.specs = List.copyOf(features);
    this.plan =
        new JsonlPlan(file, options, specs, new LinkedHashSet<>(JsonExample.names(file, 0)));
    this.features = plan.features();
    this.lengths = new int[file.size()];
    checkLines();
  }

  private void checkLines() {
    JsonExample example = new JsonExample(plan.fields());
    Set<String> wanted = plan.fields().keySet();
    for (int i = 0; i < file.size(); i++) {
      example.read(file, i);
      for (String field : wanted) {
        if (!example.field(field).isPresent()) {
          throw LntuneException.badInput(
              "The field '" + field + "' is missing",
              file.where(i),
              "Every line must have the fields of the first.");
        }
      }
      for (JsonlFeature feature : features) {
        feature.check(example, file.where(i));
        lengths[i] = Math.max(lengths[i], feature.length(example));
      }
      checkTokenLengths(example, i);
    }
  }

  // Features of one length would otherwise be padded to different lengths, far from the cause.
  private void checkTokenLengths(JsonExample example, int index) {
    for (JsonlFeature feature : features) {
      for (JsonlFeature other : features) {
        JsonValues left = example.field(feature.field());
        JsonValues right = example.field(other.field());
        if (left.rank() == 1
            && right.rank() == 1
            && left.size(0) != right.size(0)
            && haveEqualLengths(feature.spec(), other.spec())) {
          throw LntuneException.badInput(
              "The field '"
                  + feature.field()
                  + "' has "
                  + left.size(0)
                  + " entries but '"
                  + other.field()
                  + "' has "
                  + right.size(0),
              file.where(index),
              "The model wants both of one length.");
        }
      }
    }
  }

  private static boolean haveEqualLengths(FeatureSpec one, FeatureSpec other) {
    Optional<String> tokens = TokenFeatures.tokenIdsOf(one.name());
    boolean byName = tokens.isPresent() && tokens.get().equals(other.name());
    return byName || (one.hasRank() && other.hasRank() && haveEqualAxes(one, other));
  }

  private static boolean haveEqualAxes(FeatureSpec one, FeatureSpec other) {
    return !one.dim(1).isStatic() && one.dim(1).certainlyEquals(other.dim(1));
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public List<FeatureSpec> features() {
    return specs;
  }

  @Override
  public int[] lengths() {
    boolean padded = Arrays.stream(lengths).anyMatch(length -> length > 0);
    return padded ? lengths.clone() : new int[0];
  }

  @Override
  public Batch batch(long[] exampleIndices) {
    BatchSize.check(exampleIndices, size(), specs);
    int count = exampleIndices.length;
    while (examples.size() < count) {
      examples.add(new JsonExample(plan.fields()));
    }
    for (int i = 0; i < count; i++) {
      examples.get(i).read(file, (int) exampleIndices[i]);
    }
    List<NamedArray> arrays = new ArrayList<>(features.size());
    for (JsonlFeature feature : features) {
      arrays.add(feature.assemble(examples, count, file, exampleIndices, buffers));
    }
    Batch batch = new Batch(count, arrays);
    plan.copiedLabel().ifPresent(label -> ignoreMasked(batch, label));
    return batch;
  }

  private void ignoreMasked(Batch batch, String label) {
    for (FeatureSpec spec : specs) {
      if (spec.name().equals(TokenFeatures.labelMask())) {
        TokenFeatures.ignoreMasked(
            batch.array(label), batch.array(spec.name()), options.ignoreIndex());
      }
    }
  }

  @Override
  public List<String> notes() {
    return List.copyOf(plan.notes());
  }

  @Override
  public void close() {
    file.close();
  }
}
