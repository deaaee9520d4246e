package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProductLoweringTest {
  private static LoweringCheck fused(String a, String b) {
    return LoweringCheck.microsoft(new LowerFusedMatMul(), "FusedMatMul")
        .floats("a", a)
        .floats("b", b)
        .with("alpha", 0.5f);
  }

  @Test
  void fusedMatMulTransposesTheLastAxes() {
    fused("B=2,4,S=3", "B=2,5,4").with("transA", 1).with("transB", 1).check();
    fused("B=2,S=3,4", "4,5").check();
  }

  @Test
  void fusedMatMulMovesTheBatchAxis() {
    fused("S=3,B=2,4", "B=2,4,5").with("transBatchA", 1).check();
    fused("B=2,S=3,4", "5,B=2,4").with("transBatchB", 1).with("transB", 1).check();
  }

  @Test
  void fusedGemmAppliesItsActivation() {
    for (String activation : List.of("Relu", "Tanh", "Sigmoid", "LeakyRelu")) {
      LoweringCheck.microsoft(new LowerFusedGemm(), "FusedGemm")
          .floats("a", "B=3,4")
          .weight("b", "5,4")
          .weight("c", "5")
          .with("transB", 1)
          .with("activation", activation)
          .with("activation_alpha", 0.3f)
          .check();
    }
  }

  @Test
  void unknownActivationIsRefused() {
    LoweringCheck.microsoft(new LowerFusedGemm(), "FusedGemm")
        .floats("a", "3,4")
        .weight("b", "4,5")
        .with("activation", "Wave")
        .declines("Wave");
  }

  @Test
  void fusedConvAddsAndActivates() {
    LoweringCheck.microsoft(new LowerFusedConv(), "FusedConv")
        .floats("x", "B=2,3,H=6,W=5")
        .weight("w", "4,3,3,3")
        .weight("b", "4")
        .floats("z", "B=2,4,H=6,W=5")
        .with("pads", new Attribute.Ints(List.of(1L, 1L, 1L, 1L)))
        .with("activation", "Relu")
        .check();
    LoweringCheck.microsoft(new LowerFusedConv(), "FusedConv")
        .floats("x", "B=2,3,H=6,W=5")
        .weight("w", "4,3,3,3")
        .with("activation", "Clip")
        .with("activation_params", new Attribute.Floats(List.of(-0.5f, 0.75f)))
        .check();
  }
}
