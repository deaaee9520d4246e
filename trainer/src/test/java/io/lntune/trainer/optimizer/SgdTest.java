package io.lntune.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SgdTest {
  /** Thirty steps of float rounding against double at values of about 1. */
  private static final double ROUNDING = 5e-6;

  private static final int STEPS = 30;
  private static final double RATE = 0.02;

  /** The update in double for one scalar, the velocity unrolled into a sum over past gradients. */
  private static double[] reference(double start, double[] gradients, SgdSettings settings) {
    double[] path = new double[gradients.length];
    double[] seen = new double[gradients.length];
    double theta = start;
    for (int t = 0; t < gradients.length; t++) {
      seen[t] = gradients[t] + settings.weightDecay() * theta;
      double velocity = 0;
      for (int past = 0; past <= t; past++) {
        double share = past == 0 ? 1 : 1 - settings.dampening();
        velocity += share * Math.pow(settings.momentum(), t - past) * seen[past];
      }
      double direction = settings.nesterov() ? seen[t] + settings.momentum() * velocity : velocity;
      theta -= RATE * direction;
      path[t] = theta;
    }
    return path;
  }

  private static void check(SgdSettings settings) {
    double[] gradients = new Random(4).doubles(STEPS, -1, 1).map(value -> (float) value).toArray();
    double[] expected = reference(0.75, gradients, settings);
    ParameterState parameter = Parameters.of("p", 0.75f);
    Optimizer optimizer = settings.create(List.of(parameter));
    for (int t = 0; t < STEPS; t++) {
      optimizer.step(RATE, List.of(Parameters.gradient((float) gradients[t])));
      assertEquals(expected[t], parameter.value().get(0), ROUNDING, settings + " step " + t);
    }
  }

  @Test
  void followsTheDefinition() {
    SgdSettings plain = SgdSettings.DEFAULT;
    check(plain);
    check(plain.withWeightDecay(0.2));
    check(plain.withMomentum(0.9));
    check(plain.withMomentum(0.9).withDampening(0.4).withWeightDecay(0.1));
    check(plain.withMomentum(0.8).withNesterov(true).withWeightDecay(0.1));
  }

  @Test
  void groupsHaveTheirOwnRateDecayAndOrigin() {
    ParameterGroup group =
        ParameterGroup.DEFAULT
            .withLearningRateMultiplier(2)
            .withWeightDecay(0.5)
            .withDecayOrigin(1);
    ParameterState parameter = Parameters.of("p", group, 3);
    SgdSettings.DEFAULT.create(List.of(parameter)).step(0.25, List.of(Parameters.gradient(4)));
    // 3 - 0.25 * 2 * (4 + 0.5 * (3 - 1))
    assertEquals(0.5f, parameter.value().get(0));
  }

  @Test
  void continuesBitForBitFromItsState() {
    SgdSettings settings = SgdSettings.DEFAULT.withMomentum(0.9);
    ParameterState one = Parameters.of("p", 1, 2);
    Optimizer whole = settings.create(List.of(one));
    whole.step(0.1, List.of(Parameters.gradient(1, -1)));
    ParameterState two = Parameters.of("p", Parameters.values(one));
    Optimizer resumed = settings.create(List.of(two));
    resumed.restore(whole.state());
    whole.step(0.1, List.of(Parameters.gradient(5, 6)));
    resumed.step(0.1, List.of(Parameters.gradient(5, 6)));
    assertArrayEquals(Parameters.values(one), Parameters.values(two), 0);
    assertEquals(List.of("momentum_buffer"), whole.slots());
  }

  @Test
  void refusesSettingsThatCannotBeMeant() {
    SgdSettings settings = SgdSettings.DEFAULT;
    assertThrows(LntuneException.class, () -> settings.withNesterov(true));
    assertThrows(LntuneException.class, () -> new SgdSettings(0.9, 0.1, true, 0).create(List.of()));
    assertThrows(LntuneException.class, () -> settings.withMomentum(-1));
    assertThrows(LntuneException.class, () -> settings.withDampening(Double.NaN));
  }
}
