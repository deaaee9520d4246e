package io.lntune.graph.differentiate;

import io.lntune.graph.ir.OpId;

/**
 * A line of the operator table.
 *
 * @param op the operator
 * @param opsets versions of the standard operators in which it is accepted
 * @param inputs inputs that get a gradient
 * @param types element types
 * @param how what is done with it
 */
record OperatorRow(OpId op, String opsets, String inputs, String types, String how) {
  String markdown() {
    String domain = op.domain().isEmpty() ? "ai.onnx" : op.domain();
    return "| "
        + String.join(" | ", "`" + op.type() + "`", domain, opsets, inputs, types, how)
        + " |";
  }
}
