package io.lntune.tools.bench;

import io.lntune.graph.LntuneException;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.PlannedLoss;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.ir.DataType;
import io.lntune.trainer.data.NamedArray;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A batch made up from a model's signature: token ids over the whole vocabulary, masks of ones,
 * positions in order, normally distributed numbers, labels over all classes where there are any.
 */
final class SyntheticBatch {
  private static final long SEED = 0;
  private static final long DEFAULT_CLASSES = 2;

  private final TrainingPlan plan;
  private final Map<String, Long> tableRows;
  private final BenchSettings settings;
  private final Random random = new Random(SEED);

  SyntheticBatch(TrainingPlan plan, Map<String, Long> tableRows, BenchSettings settings) {
    this.plan = plan;
    this.tableRows = tableRows;
    this.settings = settings;
  }

  List<NamedArray> arrays() {
    return plan.inputs().stream().map(this::array).toList();
  }

  private NamedArray array(PlannedInput input) {
    long[] sizes = sizes(input);
    NamedArray array = NamedArray.allocate(input.name(), input.type(), sizes);
    ByteBuffer bytes = array.bytes();
    long last = sizes.length == 0 ? 1 : sizes[sizes.length - 1];
    for (long i = 0; i < array.elementCount(); i++) {
      put(bytes, input, i % last);
    }
    return array;
  }

  /** Free axes: the first is the batch, all others are as long as a sequence. */
  private long[] sizes(PlannedInput input) {
    long[] sizes = new long[input.dims().size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      long size = input.dims().get(axis);
      if (axis == 0 && size >= 0 && size != settings.batch()) {
        throw LntuneException.usage(
            "'" + input.name() + "' takes exactly " + size + " examples",
            "Measure with --batch " + size + ", or export with a dynamic batch axis.");
      }
      sizes[axis] = size >= 0 ? size : axis == 0 ? settings.batch() : settings.seq();
    }
    return sizes;
  }

  private void put(ByteBuffer bytes, PlannedInput input, long position) {
    DataType type = input.type();
    switch (type) {
      case FLOAT -> bytes.putFloat((float) random.nextGaussian());
      case DOUBLE -> bytes.putDouble(random.nextGaussian());
      case INT64 -> bytes.putLong(integer(input, position));
      case INT32 -> bytes.putInt((int) integer(input, position));
      case BOOL -> bytes.put((byte) 1);
      default ->
          throw LntuneException.unsupported(
              "No values are made up for inputs of type " + type.onnxName(),
              "input '" + input.name() + "'",
              "Measure a model whose inputs are float, double, int32, int64 or bool.");
    }
  }

  private long integer(PlannedInput input, long position) {
    if (input.label()) {
      long label = draw(classes(input));
      return random.nextDouble() < settings.labelled() ? label : ignored(input, label);
    }
    Long rows = tableRows.get(input.name());
    if (input.name().endsWith("position_ids")) {
      return rows == null ? position : Math.min(position, rows - 1);
    }
    return rows == null ? 1 : draw(rows);
  }

  private long classes(PlannedInput input) {
    return losses(input)
        .filter(loss -> loss.classCount() > 0)
        .mapToLong(PlannedLoss::classCount)
        .min()
        .orElse(DEFAULT_CLASSES);
  }

  /** The target that stands for no label, where the loss knows one. */
  private long ignored(PlannedInput input, long otherwise) {
    return losses(input)
        .map(loss -> loss.term().loss())
        .filter(LossSpec.CrossEntropy.class::isInstance)
        .mapToLong(loss -> ((LossSpec.CrossEntropy) loss).ignoreIndex())
        .findFirst()
        .orElse(otherwise);
  }

  private Stream<PlannedLoss> losses(PlannedInput input) {
    return plan.losses().stream().filter(loss -> loss.labelInput().equals(input.name()));
  }

  private long draw(long bound) {
    return (long) (random.nextDouble() * bound);
  }
}
