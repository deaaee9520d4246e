package io.lntune.graph.tag;

import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormSite;
import io.lntune.graph.norm.ParameterNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides which operands are one parameter. Exporters store equal tensors once: freshly initialised
 * norms of different modules share storage but are separate parameters, told apart by the name of
 * the exporter's Identity or by module path. Values that differ among themselves do not agree by
 * chance: they are one module used several times (ALBERT), wherever it is called from. Matrices are
 * tied on purpose and stay one.
 */
final class ParameterGroups {
  private record Key(Value root, String owner) {}

  private ParameterGroups() {}

  static List<ParameterTag> tags(List<Candidate> candidates) {
    Map<Key, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      Key key = new Key(candidate.path().root(), owner(candidate));
      groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(candidate);
    }
    Map<Value, List<Key>> byRoot = new LinkedHashMap<>();
    for (Key key : groups.keySet()) {
      byRoot.computeIfAbsent(key.root(), unused -> new ArrayList<>()).add(key);
    }
    List<ParameterTag> tags = new ArrayList<>();
    Set<String> names = new HashSet<>();
    groups.forEach(
        (key, members) -> {
          boolean alone = Objects.requireNonNull(byRoot.get(key.root())).size() == 1;
          tags.add(tag(members, alone, names));
        });
    return tags;
  }

  private static String owner(Candidate candidate) {
    String alias = candidate.alias();
    if (!alias.isEmpty()) {
      return alias;
    }
    boolean vector = candidate.path().tensor().shape().rank() <= 1;
    if (candidate.site() == null && !vector) {
      return "";
    }
    String module = isUniform(candidate.path().tensor()) ? candidate.nodeModule() : "";
    return module + "#" + candidate.role();
  }

  /** Whether all elements are the same number, as in a tensor that was never trained. */
  private static boolean isUniform(Tensor tensor) {
    double[] elements = tensor.toDoubles();
    return Arrays.stream(elements).allMatch(element -> element == elements[0]);
  }

  private static ParameterTag tag(List<Candidate> members, boolean alone, Set<String> names) {
    Candidate first = members.get(0);
    Value root = first.path().root();
    Value leaf = leaf(members, alone);
    Set<Use> uses = new LinkedHashSet<>();
    members.forEach(member -> uses.add(member.hop(leaf)));
    boolean exclusive = uses.containsAll(leaf.uses()) && leaf == root;
    Set<NormSite> sites = new LinkedHashSet<>();
    for (Candidate member : members) {
      if (member.site() != null) {
        sites.add(member.site());
      }
    }
    String name = unique(name(first, alone), names);
    String module =
        ParameterNames.isMeaningful(name) ? ParameterNames.module(name) : first.nodeModule();
    return new ParameterTag(
        name,
        module,
        first.role(),
        first.path().tensor().named(root.name()),
        leaf,
        List.copyOf(uses),
        exclusive,
        decayOrigin(first),
        List.copyOf(sites));
  }

  /**
   * The value nearest to the storage from which the members go ways of their own. Storage that is
   * not floating point (quantised) cannot be trained, so its first floating-point value stands in.
   */
  private static Value leaf(List<Candidate> members, boolean alone) {
    List<Value> path = members.get(0).path().values();
    int index = path.size() - 1;
    while (index > 0 && !isFloat(path.get(index), members.get(0))) {
      index--;
    }
    if (alone) {
      return path.get(index);
    }
    // Shared storage: the first value on the way that leads to these members only.
    Value shared = path.get(index);
    for (int i = index - 1; i >= 0; i--) {
      if (isOwn(path.get(i), members)) {
        return path.get(i);
      }
      shared = path.get(i);
    }
    return shared;
  }

  private static boolean isFloat(Value value, Candidate member) {
    if (value == member.path().root()) {
      return member.path().tensor().elementType().isFloatingPoint();
    }
    return value.producer() == null || !value.producer().is("QuantizeLinear");
  }

  /** True when every use of {@code value} leads to a member. */
  private static boolean isOwn(Value value, List<Candidate> members) {
    Set<Use> led = new HashSet<>();
    for (Candidate member : members) {
      if (member.path().values().contains(value)) {
        led.add(member.hop(value));
      }
    }
    return led.containsAll(value.uses());
  }

  private static String name(Candidate first, boolean alone) {
    String alias = first.alias();
    if (!alias.isEmpty()) {
      return alias;
    }
    String stored = first.path().root().name();
    String module = first.nodeModule();
    boolean meaningful = ParameterNames.isMeaningful(stored);
    if (meaningful && (alone || ParameterNames.module(stored).equals(module))) {
      return stored;
    }
    if (module.isEmpty()) {
      return stored;
    }
    return module + "." + first.role().suffix();
  }

  private static String unique(String name, Set<String> names) {
    String candidate = name;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = name + "#" + i;
    }
    return candidate;
  }

  /**
   * A norm scale [H] whose name is gone was folded with something; of what exporters fold into a
   * vector of the same shape only Gemma's 1 + w is known.
   */
  private static double decayOrigin(Candidate first) {
    boolean folded =
        first.role() == Role.SCALE
            && first.path().tensor().shape().rank() == 1
            && first.path().values().stream()
                .noneMatch(value -> ParameterNames.isMeaningful(value.name()));
    return folded ? 1 : 0;
  }
}
