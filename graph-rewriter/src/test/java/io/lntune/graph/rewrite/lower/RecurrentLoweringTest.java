package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LSTM, GRU and RNN: 4 steps of a batch of 2, input 3, hidden 5. */
final class RecurrentLoweringTest {
  private static LoweringCheck layer(String op, int gates, int directions) {
    Lowering rule =
        switch (op) {
          case "LSTM" -> new LowerLstm();
          case "GRU" -> new LowerGru();
          default -> new LowerRnn();
        };
    LoweringCheck check =
        LoweringCheck.onnx(rule, op)
            .with("hidden_size", 5)
            .floats("x", "T=4,B=2,3")
            .weight("w", directions + "," + gates * 5 + ",3")
            .weight("r", directions + "," + gates * 5 + ",5");
    return directions == 2 ? check.with("direction", "bidirectional") : check;
  }

  private static LoweringCheck full(String op, int gates, int directions) {
    return layer(op, gates, directions)
        .weight("b", directions + "," + 2 * gates * 5)
        .values("lengths", "B=2", DataType.INT32, 4, 2)
        .floats("h", directions + ",B=2,5");
  }

  @ParameterizedTest
  @CsvSource({"LSTM, 4", "GRU, 3", "RNN, 1"})
  void weightsAlone(String op, int gates) {
    layer(op, gates, 1).check();
    layer(op, gates, 2).outputs("y", "h_last").check();
    layer(op, gates, 1).with("direction", "reverse").outputs("y", "h_last").check();
  }

  @ParameterizedTest
  @CsvSource({"LSTM, 4", "GRU, 3", "RNN, 1"})
  void biasesLengthsAndInitialStates(String op, int gates) {
    full(op, gates, 1).outputs("y", "h_last").check();
    full(op, gates, 2).outputs("y", "h_last").check();
    full(op, gates, 1).with("direction", "reverse").outputs("", "h_last").check();
  }

  @Test
  void cellStatesAndPeepholes() {
    full("LSTM", 4, 2)
        .floats("c", "2,B=2,5")
        .weight("p", "2,15")
        .outputs("y", "h_last", "c_last")
        .check();
  }

  @Test
  void resetAfterTheProduct() {
    full("GRU", 3, 2).with("linear_before_reset", 1).outputs("y", "h_last").check();
    layer("GRU", 3, 1).with("linear_before_reset", 1).check();
  }

  @Test
  void otherActivations() {
    layer("RNN", 1, 1).with("activations", new Attribute.Strings(List.of("Relu"))).check();
    layer("RNN", 1, 2)
        .with("activations", new Attribute.Strings(List.of("Sigmoid", "Tanh")))
        .check();
  }

  @Test
  void refusals() {
    layer("RNN", 1, 1)
        .with("activations", new Attribute.Strings(List.of("HardSigmoid")))
        .declines("activations");
    layer("LSTM", 4, 1).with("clip", 1f).declines("clipped");
    layer("LSTM", 4, 1).with("input_forget", 1).declines("coupled");
    layer("GRU", 3, 1).with("layout", 1).declines("batch");
  }
}
