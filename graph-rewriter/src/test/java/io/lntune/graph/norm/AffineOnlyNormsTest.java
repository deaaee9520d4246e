package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class AffineOnlyNormsTest {
  @Test
  void aModuleCalledANormIsOne() {
    NormReport report = NormFinder.find(scaleAndShift("out.LayerNorm").graph());

    assertEquals(1, report.sites().size());
    NormSite site = report.sites().get(0);
    assertEquals(NormForm.AFFINE_ONLY, site.form());
    assertEquals("out.LayerNorm.weight", ParameterPath.of(site.scale()).root().name());
    assertEquals("out.LayerNorm.bias", ParameterPath.of(site.bias()).root().name());
    assertEquals(Double.NaN, site.epsilon());
  }

  @Test
  void anyOtherScaleIsNot() {
    assertEquals(List.of(), NormFinder.find(scaleAndShift("out.layer_scale").graph()).sites());
    assertEquals(List.of(), NormFinder.find(scaleAndShift("norm.out").graph()).sites());
  }

  /** TorchScript names a constant after its scope, which may go through a module called a norm. */
  @Test
  void aConstantUnderANormsScopeIsNot() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 2, 4);
    sketch.floats("/prelayernorm/layer.0/Constant_output_0", new long[] {}, 0.5f);
    sketch.node("Mul", "y", "x /prelayernorm/layer.0/Constant_output_0").outputs("y");

    assertEquals(List.of(), NormFinder.find(sketch.graph()).sites());
  }

  private static ModelSketch scaleAndShift(String module) {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 2, 4)
        .floats(module + ".weight", new long[] {4}, 1, 2, 3, 4)
        .floats(module + ".bias", new long[] {4}, 4, 3, 2, 1)
        .node("Mul", "scaled", "x " + module + ".weight")
        .node("Add", "y", "scaled " + module + ".bias")
        .outputs("y");
  }
}
