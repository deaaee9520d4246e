package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Examples in the rows of a safetensors or npz file: one array per feature, first axis = examples.
 */
public final class ArrayDataset implements Dataset {
  private final ArrayFile file;
  private final DatasetOptions options;
  private final List<ArrayColumn> columns = new ArrayList<>();
  private final List<FeatureSpec> features;
  private final List<String> notes = new ArrayList<>();
  private final BatchBuffers buffers = new BatchBuffers();
  private Optional<String> copiedLabel = Optional.empty();

  /**
   * Takes over {@code file} and checks that it has what {@code features} ask for.
   *
   * @throws LntuneException when an array is missing, does not fit, or has another number of rows
   */
  public ArrayDataset(ArrayFile file, DatasetOptions options, List<FeatureSpec> features) {
    this.file = file;
    this.options = options;
    this.features = List.copyOf(features);
    Set<String> used = new HashSet<>();
    for (FeatureSpec spec : features) {
      ArrayHeader header = header(spec);
      used.add(header.name());
      columns.add(new ArrayColumn(file, header, spec));
    }
    requireEqualRows();
    describe(used);
  }

  private ArrayHeader header(FeatureSpec spec) {
    String name = options.column(spec.name());
    if (file.contains(name)) {
      return file.header(name);
    }
    String tokens = options.column(TokenFeatures.labelSource());
    if (options.labelsFromInputIds() && spec.isClassLabel() && file.contains(tokens)) {
      copiedLabel = Optional.of(spec.name());
      notes.add("Labels are the input tokens; masked positions are ignored.");
      return file.header(tokens);
    }
    throw MissingFeature.in(
        file.path(), name, file.headers().stream().map(ArrayHeader::name).toList(), features);
  }

  private void requireEqualRows() {
    if (columns.isEmpty()) {
      throw LntuneException.usage(
          "The model asks for no data at all", "Check the inputs of the step model.");
    }
    ArrayColumn first = columns.get(0);
    for (ArrayColumn column : columns) {
      if (column.examples() != first.examples()) {
        throw LntuneException.badInput(
            "'"
                + first.spec().name()
                + "' has "
                + first.examples()
                + " examples but '"
                + column.spec().name()
                + "' has "
                + column.examples(),
            file.path().toString(),
            "The first axis of every array must count the same examples.");
      }
    }
    if (first.examples() == 0) {
      throw LntuneException.badInput(
          "The file has no examples", file.path().toString(), "Give at least one.");
    }
  }

  private void describe(Set<String> used) {
    for (ArrayHeader header : file.headers()) {
      if (!used.contains(header.name())) {
        notes.add("Array " + header + " is not used by the model and ignored.");
      }
    }
    for (ArrayColumn column : columns) {
      if (column.rounds()) {
        notes.add(
            "'"
                + column.spec().name()
                + "' is rounded to "
                + column.spec().type().onnxName()
                + ".");
      }
    }
  }

  @Override
  public long size() {
    return columns.get(0).examples();
  }

  @Override
  public List<FeatureSpec> features() {
    return features;
  }

  @Override
  public Batch batch(long[] exampleIndices) {
    BatchSize.check(exampleIndices, size(), features);
    List<NamedArray> arrays = new ArrayList<>(columns.size());
    for (ArrayColumn column : columns) {
      arrays.add(column.read(exampleIndices, buffers));
    }
    Batch batch = new Batch(exampleIndices.length, arrays);
    copiedLabel.ifPresent(label -> ignorePadding(batch, label));
    return batch;
  }

  private void ignorePadding(Batch batch, String label) {
    for (FeatureSpec spec : features) {
      if (spec.name().equals(TokenFeatures.labelMask())) {
        TokenFeatures.ignoreMasked(
            batch.array(label), batch.array(spec.name()), options.ignoreIndex());
      }
    }
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() {
    file.close();
  }
}
