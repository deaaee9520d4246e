package io.lntune.graph.emit.checkpoint;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.checkpoint.OptimizerGroup.ParameterMoments;
import io.lntune.graph.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a checkpoint without trusting it. */
final class CheckpointReader {
  private final Path file;

  CheckpointReader(Path file) {
    this.file = file;
  }

  TrainingCheckpoint read() {
    ByteBuffer bytes = CheckpointBytes.read(file);
    try {
      return read(FlatTable.root(bytes, new ReadBudget(bytes.remaining())));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw CheckpointBytes.damaged(file, "its parts do not fit together [" + e.getMessage() + "]")
          .causedBy(e);
    }
  }

  private TrainingCheckpoint read(FlatTable root) {
    int version = root.integer(Field.CHECKPOINT_VERSION, 0);
    if (version != CheckpointBytes.VERSION) {
      throw LntuneException.unsupported(
          "The checkpoint has version " + version + ", known is " + CheckpointBytes.VERSION,
          file.toString(),
          "Save it with ONNX Runtime Training 1.19 or newer.");
    }
    FlatTable module = root.table(Field.CHECKPOINT_MODULE);
    if (module == null) {
      throw CheckpointBytes.damaged(file, "it has no parameters");
    }
    boolean nominal = module.flag(Field.MODULE_NOMINAL);
    TensorTable parameters = new TensorTable(file, nominal, module.flag(Field.MODULE_EXTERNAL));
    List<Tensor> trainable = module.tables(Field.MODULE_TRAINABLE, parameters::read);
    List<Tensor> frozen = module.tables(Field.MODULE_FROZEN, parameters::read);
    requireDistinct(trainable, frozen);
    TensorTable moments = new TensorTable(file, false, module.flag(Field.MODULE_EXTERNAL));
    return new TrainingCheckpoint(
        trainable,
        frozen,
        nominal,
        root.tables(Field.CHECKPOINT_GROUPS, group -> group(group, moments)),
        properties(root.table(Field.CHECKPOINT_PROPERTIES)));
  }

  private static OptimizerGroup group(FlatTable table, TensorTable moments) {
    return new OptimizerGroup(
        table.text(Field.GROUP_NAME),
        table.number(Field.GROUP_STEP, 0),
        table.real(Field.GROUP_RATE),
        table.tables(
            Field.GROUP_STATES,
            state ->
                new ParameterMoments(
                    state.text(Field.STATE_PARAMETER),
                    state.tables(Field.STATE_MOMENTS, moments::read))));
  }

  private CheckpointProperties properties(@Nullable FlatTable bag) {
    if (bag == null) {
      return CheckpointProperties.NONE;
    }
    return new CheckpointProperties(
        entries(bag, Field.BAG_INTEGERS, each -> each.number(Field.PROPERTY_VALUE, 0)),
        entries(bag, Field.BAG_FLOATS, each -> each.real(Field.PROPERTY_VALUE)),
        entries(bag, Field.BAG_TEXTS, each -> each.text(Field.PROPERTY_VALUE)));
  }

  private <T> Map<String, T> entries(FlatTable bag, int field, Function<FlatTable, T> value) {
    Map<String, T> entries = new TreeMap<>();
    bag.tables(
        field,
        each -> {
          String name = each.text(Field.PROPERTY_NAME);
          if (entries.put(name, value.apply(each)) != null) {
            throw CheckpointBytes.damaged(file, "it has the property '" + name + "' twice");
          }
          return name;
        });
    return entries;
  }

  private void requireDistinct(List<Tensor> trainable, List<Tensor> frozen) {
    Set<String> names = new HashSet<>();
    for (List<Tensor> list : List.of(trainable, frozen)) {
      for (Tensor tensor : list) {
        if (!names.add(tensor.name())) {
          throw CheckpointBytes.damaged(file, "it has the tensor '" + tensor.name() + "' twice");
        }
      }
    }
  }
}
