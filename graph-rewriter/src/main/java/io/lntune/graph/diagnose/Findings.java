package io.lntune.graph.diagnose;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormFinding;
import io.lntune.graph.tag.ModulePath;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TagReport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what an examination finds, in the words of a {@link Diagnosis}. */
final class Findings {
  private final Map<String, Long> opsets;
  private final TagReport tags;
  private final List<Blocker> blockers = new ArrayList<>();
  private final List<UnreachedParameter> unreached = new ArrayList<>();
  private final List<RefusedNorm> refused = new ArrayList<>();
  private @Nullable ComputeAccount account;
  private String accountGap = "the model is blocked before its shapes are known";

  /** Findings about {@code model} as it was read, before its opset is lifted. */
  Findings(Model model, TagReport tags) {
    this.opsets = new LinkedHashMap<>(model.opsets());
    this.tags = tags;
    for (NormFinding.Refused norm : tags.norms().refused()) {
      Node node = norm.node();
      refused.add(new RefusedNorm(node.op(), name(node), ModulePath.of(node), norm.reason()));
    }
  }

  /** An operator on the way of a gradient that has none. */
  void blockGradient(Node node, String reason, GradientPath path, Suggestions suggestions) {
    block(
        Blocker.Kind.NO_GRADIENT,
        node,
        path.through(node),
        reason,
        suggestions.withoutGradient(node.op()));
  }

  void block(Blocker.Kind kind, Node node, BitSet trained, String reason, String suggestion) {
    OpId op = node.op();
    blockers.add(
        new Blocker(
            kind,
            op,
            opsets.getOrDefault(op.domain(), 0L),
            name(node),
            ModulePath.of(node),
            trained.stream().mapToObj(index -> tags.tags().get(index).name()).toList(),
            reason,
            suggestion));
  }

  void block(String reason, String suggestion) {
    blockers.add(Blocker.ofModel(reason, suggestion));
  }

  void block(LntuneException failure) {
    String where = failure.where();
    block(failure.what() + (where.isEmpty() ? "" : " (" + where + ")"), failure.remedy());
  }

  void leaveOut(int index, String reason) {
    ParameterTag tag = tags.tags().get(index);
    unreached.add(new UnreachedParameter(tag.name(), tag.modulePath(), reason));
  }

  boolean isBlocked() {
    return !blockers.isEmpty();
  }

  void setAccount(ComputeAccount found) {
    account = found;
    accountGap = "";
  }

  void setAccountGap(String reason) {
    accountGap = reason;
  }

  Diagnosis diagnosis() {
    return new Diagnosis(
        blockers,
        unreached,
        refused,
        tags.tags().stream().map(ParameterTag::name).toList(),
        tags.trainableCount(),
        account,
        accountGap);
  }

  private static String name(Node node) {
    Value first = node.output(0);
    return !node.name().isEmpty() || first == null ? node.name() : first.name();
  }
}
