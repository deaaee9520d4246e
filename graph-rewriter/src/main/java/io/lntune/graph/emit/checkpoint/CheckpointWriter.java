package io.lntune.graph.emit.checkpoint;

import com.google.flatbuffers.FlatBufferBuilder;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.OptimizerGroup.ParameterMoments;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.graph.ir.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Writes a checkpoint; tensors come in the order of their names, as the runtime writes them. */
final class CheckpointWriter {
  /** Values beyond this go to a file of their own: a flatbuffer ends at 2 GiB. */
  private static final long INLINE_BYTES = 1L << 30;

  /** Room for tables and names when the first buffer is taken. */
  private static final int INITIAL_BYTES = 1 << 16;

  private final FlatBufferBuilder builder;
  private final TensorEncoder tensors;

  private CheckpointWriter(FlatBufferBuilder builder, TensorEncoder tensors) {
    this.builder = builder;
    this.tensors = tensors;
  }

  static void write(TrainingCheckpoint checkpoint, Path file, boolean overwrite) {
    write(checkpoint, file, overwrite, INLINE_BYTES);
  }

  /** As {@code write}, with another limit of what the file itself holds. */
  static void write(TrainingCheckpoint checkpoint, Path file, boolean overwrite, long inlineBytes) {
    boolean external = !checkpoint.nominal() && size(checkpoint) > inlineBytes;
    FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
    TensorEncoder tensors = new TensorEncoder(builder, external);
    new CheckpointWriter(builder, tensors).root(checkpoint, external);
    if (external) {
      AtomicWrite.toFile(CheckpointBytes.dataFile(file), overwrite, tensors::writeData);
    }
    AtomicWrite.toFile(
        file, overwrite, channel -> AtomicWrite.writeFully(channel, builder.dataBuffer()));
  }

  private static long size(TrainingCheckpoint checkpoint) {
    long size = 0;
    List<List<Tensor>> lists = new ArrayList<>();
    lists.add(checkpoint.trainable());
    lists.add(checkpoint.frozen());
    for (OptimizerGroup group : checkpoint.groups()) {
      group.parameters().forEach(each -> lists.add(each.moments()));
    }
    for (List<Tensor> list : lists) {
      for (Tensor tensor : list) {
        size = Math.addExact(size, tensor.byteSize());
      }
    }
    return size;
  }

  private void root(TrainingCheckpoint checkpoint, boolean external) {
    int module = module(checkpoint, external);
    int groups = vector(checkpoint.groups(), this::group);
    int properties = properties(checkpoint.properties());
    builder.startTable(Field.CHECKPOINT_COUNT);
    builder.addInt(Field.CHECKPOINT_VERSION, CheckpointBytes.VERSION, 0);
    builder.addOffset(Field.CHECKPOINT_MODULE, module, 0);
    if (!checkpoint.groups().isEmpty()) {
      builder.addOffset(Field.CHECKPOINT_GROUPS, groups, 0);
    }
    if (!checkpoint.properties().isEmpty()) {
      builder.addOffset(Field.CHECKPOINT_PROPERTIES, properties, 0);
    }
    builder.finish(builder.endTable(), CheckpointBytes.IDENTIFIER);
  }

  private int module(TrainingCheckpoint checkpoint, boolean external) {
    ToIntFunction<Tensor> encode =
        checkpoint.nominal() ? tensors::withoutValues : tensors::withValues;
    int trainable = vector(sorted(checkpoint.trainable(), Tensor::name), encode);
    int frozen = vector(sorted(checkpoint.frozen(), Tensor::name), encode);
    builder.startTable(Field.MODULE_COUNT);
    builder.addOffset(Field.MODULE_TRAINABLE, trainable, 0);
    builder.addOffset(Field.MODULE_FROZEN, frozen, 0);
    builder.addBoolean(Field.MODULE_NOMINAL, checkpoint.nominal(), false);
    builder.addBoolean(Field.MODULE_EXTERNAL, external, false);
    return builder.endTable();
  }

  private int group(OptimizerGroup group) {
    int name = builder.createString(group.name());
    int states = vector(sorted(group.parameters(), ParameterMoments::parameter), this::state);
    builder.startTable(Field.GROUP_COUNT);
    builder.addOffset(Field.GROUP_NAME, name, 0);
    builder.addLong(Field.GROUP_STEP, group.step(), 0);
    builder.addFloat(Field.GROUP_RATE, group.initialLearningRate(), 0);
    builder.addOffset(Field.GROUP_STATES, states, 0);
    return builder.endTable();
  }

  private int state(ParameterMoments state) {
    int name = builder.createString(state.parameter());
    int moments = vector(sorted(state.moments(), Tensor::name), tensors::withValues);
    builder.startTable(Field.STATE_COUNT);
    builder.addOffset(Field.STATE_PARAMETER, name, 0);
    builder.addOffset(Field.STATE_MOMENTS, moments, 0);
    return builder.endTable();
  }

  private int properties(CheckpointProperties properties) {
    int integers =
        vector(
            properties.integers().entrySet(),
            each -> {
              int name = builder.createString(each.getKey());
              builder.startTable(Field.PROPERTY_COUNT);
              builder.addOffset(Field.PROPERTY_NAME, name, 0);
              builder.addLong(Field.PROPERTY_VALUE, each.getValue(), 0);
              return builder.endTable();
            });
    int floats =
        vector(
            properties.floats().entrySet(),
            each -> {
              int name = builder.createString(each.getKey());
              builder.startTable(Field.PROPERTY_COUNT);
              builder.addOffset(Field.PROPERTY_NAME, name, 0);
              builder.addFloat(Field.PROPERTY_VALUE, each.getValue(), 0);
              return builder.endTable();
            });
    int texts =
        vector(
            properties.texts().entrySet(),
            each -> {
              int name = builder.createString(each.getKey());
              int value = builder.createString(each.getValue());
              builder.startTable(Field.PROPERTY_COUNT);
              builder.addOffset(Field.PROPERTY_NAME, name, 0);
              builder.addOffset(Field.PROPERTY_VALUE, value, 0);
              return builder.endTable();
            });
    builder.startTable(Field.BAG_COUNT);
    builder.addOffset(Field.BAG_INTEGERS, integers, 0);
    builder.addOffset(Field.BAG_FLOATS, floats, 0);
    builder.addOffset(Field.BAG_TEXTS, texts, 0);
    return builder.endTable();
  }

  private <T> int vector(Collection<T> entries, ToIntFunction<T> encode) {
    int[] offsets = entries.stream().mapToInt(encode).toArray();
    return builder.createVectorOfTables(offsets);
  }

  private static <T> List<T> sorted(List<T> list, Function<T, String> name) {
    List<T> sorted = new ArrayList<>(list);
    sorted.sort(Comparator.comparing(name));
    for (int i = 1; i < sorted.size(); i++) {
      if (name.apply(sorted.get(i)).equals(name.apply(sorted.get(i - 1)))) {
        throw LntuneException.badInput(
            "Two tensors of a checkpoint are called '" + name.apply(sorted.get(i)) + "'",
            "",
            "Give the model's parameters different names.");
      }
    }
    return sorted;
  }
}
