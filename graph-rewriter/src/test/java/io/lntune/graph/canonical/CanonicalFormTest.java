package io.lntune.graph.canonical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormFinder;
import io.lntune.graph.norm.NormForm;
import io.lntune.graph.norm.NormSite;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import io.lntune.graph.rewrite.CanonicalOpset;
import io.lntune.graph.rewrite.GraphCheck;
import io.lntune.graph.rewrite.ParityCase;
import io.lntune.graph.rewrite.RuntimeOutputs;
import io.lntune.graph.rewrite.TensorAssertions;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalFormTest {
  /** Whole operators round differently from their spellings, some ten layers deep. */
  private static final double ROUNDING = 1e-5;

  private static final Set<NormForm> SPELLED_OUT =
      EnumSet.of(NormForm.DECOMPOSED_LAYER_NORM, NormForm.DECOMPOSED_RMS_NORM);

  static List<ParityCase> cases() {
    return ParityCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesTheSameWithWholeNormsAndASecondRunChangesNothing(ParityCase parityCase) {
    Model model = parityCase.model();
    Map<String, Tensor> expected = RuntimeOutputs.of(model, parityCase.inputs());
    new InlineFunctions().run(model);

    CanonicalForm.bring(model);

    GraphCheck.check(model);
    assertEquals(CanonicalOpset.VERSION, model.opset());
    TensorAssertions.assertClose(expected, RuntimeOutputs.of(model, parityCase.inputs()), ROUNDING);
    for (NormSite site : NormFinder.find(model.graph()).sites()) {
      assertEquals(false, SPELLED_OUT.contains(site.form()), site.toString());
    }
    for (Node node : model.graph().nodes()) {
      Value output = node.output(0);
      assertNotEquals(DataType.UNDEFINED, output == null ? null : output.elementType());
    }
    byte[] once = ModelWriter.toBytes(model, TensorPlacement.INLINE);
    assertEquals(0, CanonicalForm.bring(model).applied());
    assertArrayEquals(once, ModelWriter.toBytes(model, TensorPlacement.INLINE));
  }
}
