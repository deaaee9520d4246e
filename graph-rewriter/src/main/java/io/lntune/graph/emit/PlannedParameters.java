package io.lntune.graph.emit;

import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.norm.NormSite;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.Role;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** Describes tags in terms of the base file, before the graph is changed. */
final class PlannedParameters {
  private final IdentityHashMap<Node, Integer> positions = new IdentityHashMap<>();

  PlannedParameters(Model model) {
    for (Node node : model.graph().nodes()) {
      positions.put(node, positions.size());
    }
  }

  PlannedParameter describe(ParameterTag tag) {
    List<PlannedParameter.NodeInput> uses = new ArrayList<>();
    for (Use use : tag.uses()) {
      uses.add(
          new PlannedParameter.NodeInput(
              Objects.requireNonNullElse(positions.get(use.node()), -1), use.index()));
    }
    return new PlannedParameter(
        tag.name(),
        tag.modulePath(),
        tag.role().label(),
        Arrays.stream(tag.shape().sizes()).boxed().toList(),
        tag.sites().isEmpty() ? "" : tag.sites().get(0).form().label(),
        consumers(tag),
        stored(DequantizedValues.of(tag)),
        tag.stored().name(),
        tag.exclusive(),
        uses,
        tag.decayOrigin(),
        tag.name() + "_grad");
  }

  private static List<String> consumers(ParameterTag tag) {
    List<String> names = new ArrayList<>();
    for (NormSite site : tag.sites()) {
      Use use = tag.role() == Role.BIAS ? site.bias() : site.scale();
      if (use != null) {
        names.add(use.node().name());
      }
    }
    return names;
  }

  private static StoredValues stored(Tensor tensor) {
    if (tensor.content() instanceof FileRegion region) {
      Path name = Objects.requireNonNull(region.file().getFileName());
      return new StoredValues(
          tensor.elementType(),
          tensor.shape(),
          name.toString(),
          region.offset(),
          region.length(),
          "");
    }
    ByteBuffer bytes = tensor.bytes();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    String encoded = Base64.getEncoder().encodeToString(copy);
    return new StoredValues(tensor.elementType(), tensor.shape(), "", 0, copy.length, encoded);
  }
}
