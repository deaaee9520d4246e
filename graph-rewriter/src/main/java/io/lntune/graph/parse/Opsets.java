package io.lntune.graph.parse;

import io.lntune.graph.parse.proto.OperatorSetIdProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opset imports as a map by domain, in which {@code ai.onnx} is the empty domain. */
final class Opsets {
  private Opsets() {}

  static Map<String, Long> toMap(
      List<OperatorSetIdProto> imports, ReadContext context, String owner) {
    Map<String, Long> map = new LinkedHashMap<>();
    for (OperatorSetIdProto each : imports) {
      Long other = map.put(domain(each), each.getVersion());
      if (each.getVersion() < 1) {
        throw context.malformed("Opset version " + each.getVersion() + " does not exist", owner);
      }
      if (other != null && other != each.getVersion()) {
        throw context.malformed(
            "Opset '"
                + each.getDomain()
                + "' is imported as "
                + other
                + " and as "
                + each.getVersion(),
            owner);
      }
    }
    return map;
  }

  /** The imports of {@code map}; entries of {@code old} keep their spelling and unknown fields. */
  static List<OperatorSetIdProto> toProto(Map<String, Long> map, List<OperatorSetIdProto> old) {
    Map<String, Long> missing = new HashMap<>(map);
    List<OperatorSetIdProto> imports = new ArrayList<>();
    for (OperatorSetIdProto each : old) {
      Long version = map.get(domain(each));
      if (version != null) {
        missing.remove(domain(each));
        imports.add(
            version == each.getVersion() ? each : each.toBuilder().setVersion(version).build());
      }
    }
    map.forEach(
        (domain, version) -> {
          if (missing.containsKey(domain)) {
            imports.add(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build());
          }
        });
    return imports;
  }

  private static String domain(OperatorSetIdProto proto) {
    return proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
  }
}
