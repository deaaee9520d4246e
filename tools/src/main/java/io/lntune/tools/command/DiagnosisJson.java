package io.lntune.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.graph.diagnose.Blocker;
import io.lntune.graph.diagnose.ComputeAccount;
import io.lntune.graph.diagnose.Diagnosis;
import io.lntune.graph.diagnose.RefusedNorm;
import io.lntune.graph.diagnose.UnreachedParameter;
import io.lntune.graph.ir.OpId;
import io.lntune.graph.memory.PeakMemory;

/** A diagnosis as JSON; the keys are described in {@code docs/doctor.md}. */
final class DiagnosisJson {
  private DiagnosisJson() {}

  static ObjectNode of(Diagnosis diagnosis) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("ready", diagnosis.isReady());
    root.put("trainable_params", diagnosis.trainableCount());
    ArrayNode names = root.putArray("parameters");
    diagnosis.parameterNames().forEach(names::add);
    ArrayNode blockers = root.putArray("blockers");
    diagnosis.blockers().forEach(blocker -> add(blockers.addObject(), blocker));
    ArrayNode unreached = root.putArray("parameters_without_gradient");
    for (UnreachedParameter parameter : diagnosis.unreached()) {
      ObjectNode node = unreached.addObject();
      node.put("name", parameter.name());
      node.put("module", parameter.module());
      node.put("reason", parameter.reason());
    }
    ArrayNode refused = root.putArray("refused_norms");
    for (RefusedNorm norm : diagnosis.refused()) {
      ObjectNode node = refused.addObject();
      put(node, norm.operator());
      node.put("node", norm.node());
      node.put("module", norm.module());
      node.put("reason", norm.reason());
    }
    ComputeAccount account = diagnosis.account();
    if (account == null) {
      root.putNull("account");
      root.put("account_gap", diagnosis.accountGap());
    } else {
      add(root.putObject("account"), account);
    }
    return root;
  }

  private static void add(ObjectNode node, Blocker blocker) {
    node.put("kind", blocker.kind().label());
    if (blocker.kind() != Blocker.Kind.MODEL) {
      put(node, blocker.operator());
      node.put("opset", blocker.opset());
      node.put("node", blocker.node());
      node.put("module", blocker.module());
    }
    ArrayNode cutOff = node.putArray("cuts_off");
    blocker.parameters().forEach(cutOff::add);
    node.put("reason", blocker.reason());
    node.put("suggestion", blocker.suggestion());
  }

  private static void put(ObjectNode node, OpId operator) {
    node.put("op", operator.type());
    node.put("domain", domain(operator));
  }

  private static void add(ObjectNode node, ComputeAccount account) {
    node.put("batch", account.sizes().batch());
    node.put("sequence", account.sizes().sequence());
    node.put("examples_at_once", account.examplesAtOnce());
    node.put("forward_flops", account.forwardFlops());
    node.put("backward_flops", account.backwardFlops());
    node.put("kept_activation_bytes", account.keptBytes());
    node.put("frozen_bytes", account.frozenBytes());
    node.put("trainable_bytes", account.trainableBytes());
    PeakMemory peak = account.peak();
    node.put("peak_bytes", peak.bytes());
    node.put("peak_activation_bytes", peak.activations());
    node.put("peak_weight_bytes", peak.weights());
    node.put("peak_program_bytes", peak.program());
    node.put("uncounted", account.uncounted());
  }

  /** The domain's full name; ONNX's own is empty in files. */
  static String domain(OpId operator) {
    return operator.domain().isEmpty() ? "ai.onnx" : operator.domain();
  }
}
