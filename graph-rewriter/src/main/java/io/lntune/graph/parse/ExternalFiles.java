package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The data files that a model was read with. They go where the model goes. */
public final class ExternalFiles {
  private ExternalFiles() {}

  /** Every external data file of {@code model}, by its path relative to the model's folder. */
  public static Map<String, Path> of(Model model) {
    Map<String, Path> files = new LinkedHashMap<>();
    Consumer<Tensor> collect =
        tensor -> {
          if (isExternal(tensor) && tensor.content() instanceof FileRegion region) {
            files.put(location(tensor), region.file());
          }
        };
    forEachTensor(model.graph(), collect, collect);
    return files;
  }

  /** Throws when a tensor that is kept external would not be found from {@code target}. */
  static void requireBeside(Model model, Path target, WriteOptions options) {
    Consumer<Tensor> check =
        tensor -> {
          if (isExternal(tensor) && tensor.content() instanceof FileRegion region) {
            require(tensor, region, target.toAbsolutePath().resolveSibling(location(tensor)));
          }
        };
    Consumer<Tensor> checkKept =
        tensor -> {
          if (options.placement().of(tensor) instanceof TensorPlacement.Kept) {
            check.accept(tensor);
          }
        };
    forEachTensor(model.graph(), checkKept, check);
  }

  private static void require(Tensor tensor, FileRegion region, Path expected) {
    if (expected.equals(region.file())) {
      return;
    }
    try {
      if (Files.size(expected) >= Math.addExact(region.offset(), region.length())) {
        return;
      }
    } catch (IOException absent) {
      throw missing(tensor, expected).causedBy(absent);
    }
    throw missing(tensor, expected);
  }

  private static LntuneException missing(Tensor tensor, Path expected) {
    return LntuneException.badInput(
        "The written model would not find its external data " + expected,
        "tensor '" + tensor.name() + "'",
        "Copy the data files of the original model beside the new one first, or write the weights"
            + " into the model.");
  }

  private static boolean isExternal(Tensor tensor) {
    return tensor.carrier() instanceof TensorCarrier carrier
        && carrier.isExternal()
        && carrier.describes(tensor);
  }

  private static String location(Tensor tensor) {
    return tensor.carrier() instanceof TensorCarrier carrier
        ? StringEntries.toMap(carrier.proto().getExternalDataList()).getOrDefault("location", "")
        : "";
  }

  private static void forEachTensor(
      Graph graph, Consumer<Tensor> initializers, Consumer<Tensor> attributes) {
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      if (tensor != null) {
        initializers.accept(tensor);
      }
    }
    for (Node node : graph.nodes()) {
      for (Attribute each : node.attributes().asMap().values()) {
        if (each instanceof Attribute.TensorValue tensor) {
          attributes.accept(tensor.value());
        } else if (each instanceof Attribute.GraphValue inner) {
          forEachTensor(inner.value(), initializers, attributes);
        } else if (each instanceof Attribute.Graphs inner) {
          inner.values().forEach(graphs -> forEachTensor(graphs, initializers, attributes));
        }
      }
    }
  }
}
