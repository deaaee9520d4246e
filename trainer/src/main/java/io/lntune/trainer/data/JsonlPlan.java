package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides from the first line of a file where every feature comes from. */
final class JsonlPlan {
  private final JsonlFile file;
  private final DatasetOptions options;
  private final List<FeatureSpec> specs;
  private final Set<String> present;
  private final List<JsonlFeature> features = new ArrayList<>();
  private final Map<String, DataType> fields = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<String> copiedLabel = Optional.empty();

  JsonlPlan(JsonlFile file, DatasetOptions options, List<FeatureSpec> specs, Set<String> present) {
    this.file = file;
    this.options = options;
    this.specs = specs;
    this.present = present;
    for (FeatureSpec spec : specs) {
      if (!ElementType.isSupported(spec.type())) {
        throw LntuneException.unsupported(
            "JSON Lines cannot fill " + spec, file.path().toString(), "Use safetensors or npz.");
      }
      if (present.contains(options.column(spec.name()))) {
        add(spec, options.column(spec.name()), JsonlFeature.Source.FIELD, padding(spec));
      }
    }
    for (FeatureSpec spec : specs) {
      if (!present.contains(options.column(spec.name()))) {
        fillIn(spec);
      }
    }
    present.stream()
        .filter(name -> !fields.containsKey(name))
        .forEach(name -> notes.add("Field '" + name + "' is not used by the model and ignored."));
  }

  private long padding(FeatureSpec spec) {
    if (spec.isClassLabel()) {
      return options.ignoreIndex();
    }
    return TokenFeatures.isTokenIds(spec.name()) ? options.padTokenId() : 0;
  }

  private void fillIn(FeatureSpec spec) {
    Optional<String> tokens =
        TokenFeatures.lengthsOf(spec.name()).stream()
            .map(options::column)
            .filter(present::contains)
            .findFirst();
    String labelSource = options.column(TokenFeatures.labelSource());
    if (tokens.isPresent() && TokenFeatures.isAttentionMask(spec.name())) {
      add(spec, tokens.get(), JsonlFeature.Source.MASK, 0);
      notes.add("'" + spec.name() + "' is filled in: 1 for tokens, 0 for padding.");
    } else if (tokens.isPresent() && TokenFeatures.isTokenTypes(spec.name())) {
      add(spec, tokens.get(), JsonlFeature.Source.ZEROS, 0);
      notes.add("'" + spec.name() + "' is filled in with zeros.");
    } else if (options.labelsFromInputIds()
        && spec.isClassLabel()
        && present.contains(labelSource)) {
      add(spec, labelSource, JsonlFeature.Source.FIELD, options.ignoreIndex());
      copiedLabel = Optional.of(spec.name());
      notes.add("Labels are the input tokens; padding is ignored.");
    } else {
      throw MissingFeature.in(file.path(), options.column(spec.name()), present, specs);
    }
  }

  private void add(FeatureSpec spec, String field, JsonlFeature.Source source, long padding) {
    DataType known = fields.putIfAbsent(field, spec.type());
    if (source == JsonlFeature.Source.FIELD && known != null && known != spec.type()) {
      throw LntuneException.unsupported(
          "The field '"
              + field
              + "' is wanted as "
              + known.onnxName()
              + " and as "
              + spec.type().onnxName(),
          file.path().toString(),
          "Give the second feature a field of its own.");
    }
    features.add(new JsonlFeature(spec, field, source, padding, options.truncate()));
  }

  /** One entry per feature, in the order of the specification. */
  List<JsonlFeature> features() {
    return specs.stream()
        .flatMap(spec -> features.stream().filter(feature -> feature.spec().equals(spec)))
        .toList();
  }

  /** Fields to read and their element types. */
  Map<String, DataType> fields() {
    return fields;
  }

  /** The label that is copied from the tokens, if any. */
  Optional<String> copiedLabel() {
    return copiedLabel;
  }

  List<String> notes() {
    return notes;
  }
}
