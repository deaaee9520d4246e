package io.lntune.graph.differentiate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.reference.Array;
import io.lntune.graph.reference.DirectionalCheck;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient rule, at every case, for every target and amount of shape knowledge. */
class GradientRulesTest {
  private static final long DIRECTION_SEED = 11;

  static List<GradientCase> cases() {
    return GradientCases.all();
  }

  static List<GradientCase> casesOfSeveralInputs() {
    return cases().stream().filter(subject -> subject.active().size() > 1).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithCentralDifferences(GradientCase subject) {
    CaseGraph forward = new CaseGraph(subject, subject.exactType(), ShapeKnowledge.STATIC);
    DirectionalCheck check =
        new DirectionalCheck(forward.graph(), forward.feeds(), forward.upstream());
    Map<Integer, Array> gradients = reference(subject);
    assertEquals(subject.active(), gradients.keySet());
    gradients.forEach(
        (index, gradient) -> {
          DirectionalCheck.Outcome outcome = check.check("x" + index, gradient, DIRECTION_SEED);
          assertTrue(
              outcome.relativeError() < subject.tolerance(),
              "input " + index + " " + outcome.detail());
        });
  }

  @ParameterizedTest
  @MethodSource("casesOfSeveralInputs")
  void eachInputAloneHasTheSameGradient(GradientCase subject) {
    Map<Integer, Array> together = reference(subject);
    for (int index : subject.active()) {
      GradientCase alone = subject.withActive(Set.of(index));
      assertClose(Map.of(index, together.get(index)), reference(alone), Tolerances.SAME_NUMBERS);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingIsComputedThatNobodyReads(GradientCase subject) {
    for (int index : subject.active()) {
      for (ShapeKnowledge knowledge : subject.knowledge()) {
        Graph graph =
            new BackwardGraph(
                    subject.withActive(Set.of(index)),
                    DataType.FLOAT,
                    knowledge,
                    OperatorTarget.STANDARD)
                .graph();
        for (Node node : graph.nodes()) {
          boolean read =
              node.outputs().stream()
                  .anyMatch(output -> !output.uses().isEmpty() || graph.isOutput(output));
          assertTrue(read, node.describe() + " for input " + index + ", " + knowledge);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTheSameWhateverIsKnownOfShapesAndForEveryTarget(GradientCase subject) {
    for (ShapeKnowledge knowledge : ShapeKnowledge.values()) {
      for (OperatorTarget target : OperatorTarget.values()) {
        try {
          BackwardGraph backward =
              new BackwardGraph(subject, subject.exactType(), knowledge, target);
          assertClose(reference(subject), backward.evaluate(), Tolerances.SAME_NUMBERS);
        } catch (LntuneException e) {
          assertFalse(subject.knowledge().contains(knowledge), e::getMessage);
          assertEquals(LntuneException.Kind.UNSUPPORTED, e.kind());
          assertTrue(e.where().contains("'n'"), e.getMessage());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsOnOnnxRuntimeInFloat32(GradientCase subject) {
    ShapeKnowledge least = Collections.max(subject.knowledge());
    for (ShapeKnowledge knowledge : EnumSet.of(ShapeKnowledge.STATIC, least)) {
      for (OperatorTarget target : OperatorTarget.values()) {
        BackwardGraph backward = new BackwardGraph(subject, DataType.FLOAT, knowledge, target);
        if (!subject.runtimeGap().isEmpty()) {
          assertThrows(AssertionError.class, backward::run, "no longer: " + subject.runtimeGap());
        } else if (target == OperatorTarget.STANDARD || backward.usesRuntimeOperators()) {
          // Without such operators the graph is that of the standard target.
          assertClose(reference(subject), backward.run(), subject.floatTolerance());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runsOnOnnxRuntimeInFloat16(GradientCase subject) {
    BackwardGraph backward =
        new BackwardGraph(
            subject, DataType.FLOAT16, ShapeKnowledge.STATIC, OperatorTarget.STANDARD);
    if (subject.halfGap().isEmpty()) {
      Map<Integer, Array> gradients = backward.run();
      assertClose(reference(subject), gradients, Tolerances.FLOAT16);
      gradients.values().forEach(gradient -> assertEquals(DataType.FLOAT16, gradient.type()));
    } else {
      assertThrows(AssertionError.class, backward::run, "no longer: " + subject.halfGap());
    }
  }

  private static Map<Integer, Array> reference(GradientCase subject) {
    return new BackwardGraph(
            subject, subject.exactType(), ShapeKnowledge.STATIC, OperatorTarget.STANDARD)
        .evaluate();
  }

  private static void assertClose(
      Map<Integer, Array> expected, Map<Integer, Array> actual, double tolerance) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (index, wanted) -> {
          Array found = actual.get(index);
          String both = "input " + index + ": expected " + wanted + ", found " + found;
          assertArrayEquals(wanted.dims(), found.dims(), both);
          double scale = Tolerances.SMALL_GRADIENT;
          for (double element : wanted.data()) {
            scale = Math.max(scale, Math.abs(element));
          }
          assertArrayEquals(wanted.data(), found.data(), tolerance * scale, both);
        });
  }
}
