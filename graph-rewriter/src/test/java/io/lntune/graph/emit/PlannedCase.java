package io.lntune.graph.emit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lntune.graph.differentiate.OperatorTarget;
import io.lntune.graph.differentiate.loss.LossSpec;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.InlineBytes;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import io.lntune.graph.ir.TensorElements;
import io.lntune.graph.rewrite.ParityCase;
import io.lntune.graph.tag.TargetSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A really exported classifier, copied to a folder of its own, with the plan of its training. */
public final class PlannedCase {
  private final ParityCase source;
  private final Path base;
  private final TrainingPlan plan;

  private PlannedCase(ParityCase source, Path base) {
    this.source = source;
    this.base = base;
    this.plan = plan(base);
  }

  /** Copies the case to {@code folder} and plans the training of all norms. */
  public static PlannedCase of(String name, Path folder) {
    ParityCase source =
        ParityCase.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    copy(source.folder(), folder);
    return new PlannedCase(source, folder.resolve("model.onnx"));
  }

  /** Plans the training of all norms with a cross-entropy on the first output. */
  public static TrainingPlan plan(Path base) {
    LossSpec loss = new LossSpec.CrossEntropy("", LossSpec.IGNORE_INDEX, 0, List.of(), false);
    return new TrainingPlanner(OperatorTarget.ONNX_RUNTIME)
        .plan(base, TargetSelector.ALL_NORMS, loss);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path base() {
    return base;
  }

  public TrainingPlan plan() {
    return plan;
  }

  /** Recorded inputs, labels 0, 1, 2, ..., and the stored values of all parameters. */
  public Map<String, Tensor> feeds() {
    Map<String, Tensor> feeds = new LinkedHashMap<>(source.inputs());
    for (PlannedInput input : plan.inputs()) {
      if (input.label()) {
        feeds.put(input.name(), label(input));
      }
    }
    values().forEach((name, values) -> feeds.put(name, feed(name, values)));
    return feeds;
  }

  private Tensor label(PlannedInput input) {
    try {
      JsonNode meta = new ObjectMapper().readTree(source.folder().resolve("meta.json").toFile());
      JsonNode sizes = meta.path("label").path("shape");
      double[] classes = new double[sizes.path(0).asInt()];
      for (int i = 0; i < classes.length; i++) {
        classes[i] = i % plan.losses().get(0).classCount();
      }
      return TensorElements.encode(input.name(), input.type(), Shape.of(classes.length), classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value to feed for a parameter. */
  public Tensor feed(String name, float[] values) {
    PlannedParameter parameter =
        plan.parameters().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    long[] sizes = parameter.shape().stream().mapToLong(Long::longValue).toArray();
    return Tensor.ofFloats(name, Shape.of(sizes), values);
  }

  /** The stored values by parameter name. */
  public Map<String, float[]> values() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (PlannedParameter parameter : plan.parameters()) {
      double[] stored = stored(parameter.stored());
      float[] floats = new float[stored.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) stored[i];
      }
      values.put(parameter.name(), floats);
    }
    return values;
  }

  private double[] stored(StoredValues stored) {
    TensorContent content =
        stored.file().isEmpty()
            ? new InlineBytes(ByteBuffer.wrap(Base64.getDecoder().decode(stored.inline())))
            : new FileRegion(base.resolveSibling(stored.file()), stored.offset(), stored.length());
    DataType type = stored.type();
    return new Tensor("stored", type, stored.shape(), content, null).toDoubles();
  }
}
