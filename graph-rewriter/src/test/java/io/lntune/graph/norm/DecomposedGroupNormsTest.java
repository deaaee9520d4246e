package io.lntune.graph.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.rewrite.ModelSketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecomposedGroupNormsTest {
  @Test
  void scaleAndBiasAfterTheGroupsAreFound() {
    ModelSketch sketch = groups().floats("norm.weight", new long[] {4, 1, 1}, 1, 2, 3, 4);
    sketch.floats("norm.bias", new long[] {4, 1, 1}, 4, 3, 2, 1);
    sketch.node("Mul", "scaled", "back norm.weight").node("Add", "y", "scaled norm.bias");

    NormReport report = NormFinder.find(sketch.outputs("y").graph());

    assertEquals(List.of(), report.refused());
    assertEquals(1, report.sites().size());
    NormSite site = report.sites().get(0);
    assertEquals(NormForm.DECOMPOSED_GROUP_NORM, site.form());
    assertEquals("norm.weight", ParameterPath.of(site.scale()).root().name());
    assertEquals("norm.bias", ParameterPath.of(site.bias()).root().name());
    assertEquals(0.5, site.epsilon(), 0);
  }

  @Test
  void scaleWithoutBias() {
    ModelSketch sketch = groups().floats("norm.weight", new long[] {4, 1, 1}, 1, 2, 3, 4);
    sketch.node("Mul", "y", "norm.weight back").outputs("y");

    assertNull(NormFinder.find(sketch.graph()).sites().get(0).bias());
  }

  @Test
  void oneChannelIsEnough() {
    ModelSketch sketch = groups().floats("onnx::Mul_7", new long[] {1, 1, 1}, 1.5f);
    sketch.node("Mul", "y", "back onnx::Mul_7").outputs("y");

    assertEquals(1, NormFinder.find(sketch.graph()).sites().size());
  }

  @Test
  void groupsWithoutScaleAreRefused() {
    ModelSketch sketch = groups();
    sketch.node("Relu", "y", "back").outputs("y");

    NormReport report = NormFinder.find(sketch.graph());

    assertEquals(List.of(), report.sites());
    assertEquals(
        List.of("the normalised groups are not multiplied by a stored scale"),
        report.refused().stream().map(NormFinding.Refused::reason).toList());
  }

  @Test
  void instanceNormWithParametersOfItsOwnIsTheOperator() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 1, 2, 8);
    sketch.floats("in.weight", new long[] {2}, 2, 3).floats("in.bias", new long[] {2}, 4, 5);
    sketch.longs("shape", 1, 16);
    sketch.node("InstanceNormalization", "n", "x in.weight in.bias");
    sketch.node("Relu", "y", "n").outputs("y");

    assertEquals(
        List.of(NormForm.INSTANCE_NORMALIZATION),
        NormFinder.find(sketch.graph()).sites().stream().map(NormSite::form).toList());
  }

  @Test
  void instanceNormThatIsFlattenedKeepsItsOwnParameters() {
    ModelSketch sketch = ModelSketch.opset(17).input("x", DataType.FLOAT, 1, 2, 8);
    sketch.floats("in.weight", new long[] {2}, 2, 3).floats("in.bias", new long[] {2}, 4, 5);
    sketch.longs("shape", 1, 16);
    sketch.node("InstanceNormalization", "n", "x in.weight in.bias");
    sketch.node("Reshape", "flat", "n shape").node("Relu", "y", "flat").outputs("y");

    assertEquals(
        List.of(NormForm.INSTANCE_NORMALIZATION),
        NormFinder.find(sketch.graph()).sites().stream().map(NormSite::form).toList());
  }

  private static ModelSketch groups() {
    return ModelSketch.opset(17)
        .input("x", DataType.FLOAT, 1, 4, 2, 2)
        .longs("grouped", 1, 2, -1)
        .longs("whole", 1, 4, 2, 2)
        .floats("Constant_1", new long[] {2}, 1, 1)
        .floats("Constant_2", new long[] {2}, 0, 0)
        .node("Reshape", "split", "x grouped")
        .node("InstanceNormalization", "inner", "split Constant_1 Constant_2", "epsilon", 0.5f)
        .node("Reshape", "back", "inner whole");
  }
}
