package io.lntune.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lntune.graph.LntuneException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AdamWTest {
  /** Fifty steps of float rounding against double, each a few parts in 10^7 of a step of 0.01. */
  private static final double ROUNDING = 2e-6;

  private static final int STEPS = 50;

  /** The update in double, written from the paper for one scalar. */
  private static double[] reference(
      double start, double[] gradients, double rate, AdamWSettings settings, double origin) {
    double[] path = new double[gradients.length];
    double theta = start;
    double firstMoment = 0;
    double secondMoment = 0;
    for (int t = 1; t <= gradients.length; t++) {
      double g = gradients[t - 1];
      firstMoment = settings.beta1() * firstMoment + (1 - settings.beta1()) * g;
      secondMoment = settings.beta2() * secondMoment + (1 - settings.beta2()) * g * g;
      double unbiasedFirst = firstMoment / (1 - Math.pow(settings.beta1(), t));
      double unbiasedSecond = secondMoment / (1 - Math.pow(settings.beta2(), t));
      theta =
          theta
              - rate * settings.weightDecay() * (theta - origin)
              - rate * unbiasedFirst / (Math.sqrt(unbiasedSecond) + settings.epsilon());
      path[t - 1] = theta;
    }
    return path;
  }

  private static void check(AdamWSettings settings, ParameterGroup group, double effectiveRate) {
    Random random = new Random(3);
    double[] gradients = random.doubles(STEPS, -2, 2).map(value -> (float) value).toArray();
    AdamWSettings effective =
        settings.withWeightDecay(group.weightDecay().orElse(settings.weightDecay()));
    double[] expected = reference(1.25, gradients, effectiveRate, effective, group.decayOrigin());
    ParameterState parameter = Parameters.of("p", group, 1.25f);
    Optimizer optimizer = settings.create(List.of(parameter));
    for (int t = 0; t < STEPS; t++) {
      optimizer.step(0.01, List.of(Parameters.gradient((float) gradients[t])));
      assertEquals(expected[t], parameter.value().get(0), ROUNDING, "step " + (t + 1));
    }
    assertEquals(STEPS, optimizer.stepCount());
  }

  @Test
  void followsThePaper() {
    check(AdamWSettings.DEFAULT, ParameterGroup.DEFAULT, 0.01);
    check(AdamWSettings.DEFAULT.withWeightDecay(0.3), ParameterGroup.DEFAULT, 0.01);
    check(
        AdamWSettings.DEFAULT.withBetas(0.3, 0.8).withEpsilon(0.01), ParameterGroup.DEFAULT, 0.01);
  }

  @Test
  void groupsHaveTheirOwnRateDecayAndOrigin() {
    AdamWSettings settings = AdamWSettings.DEFAULT.withWeightDecay(0.3);
    ParameterGroup group = ParameterGroup.DEFAULT;
    check(settings, group.withLearningRateMultiplier(0.1), 0.001);
    check(settings, group.withWeightDecay(0), 0.01);
    check(settings, group.withDecayOrigin(1), 0.01);
  }

  @Test
  void decayOfAnOffsetParameterEqualsDecayOfTheParameterItself() {
    AdamWSettings settings = AdamWSettings.DEFAULT.withWeightDecay(0.5);
    ParameterState offset = Parameters.of("1+w", ParameterGroup.DEFAULT.withDecayOrigin(1), 1.5f);
    ParameterState plain = Parameters.of("w", 0.5f);
    Optimizer optimizer = settings.create(List.of(offset, plain));
    for (int i = 0; i < STEPS; i++) {
      optimizer.step(0.05, List.of(Parameters.gradient(i - 20f), Parameters.gradient(i - 20f)));
    }
    assertEquals(plain.value().get(0), offset.value().get(0) - 1, ROUNDING);
  }

  @Test
  void continuesBitForBitFromItsState() {
    AdamWSettings settings = AdamWSettings.DEFAULT.withWeightDecay(0.01);
    ParameterState one = Parameters.of("p", 1, 2, 3);
    Optimizer whole = settings.create(List.of(one));
    whole.step(0.1, List.of(Parameters.gradient(1, -1, 0.5f)));
    ParameterState two = Parameters.of("p", Parameters.values(one));
    Optimizer resumed = settings.create(List.of(two));
    resumed.restore(whole.state());
    assertEquals(List.of("exp_avg", "exp_avg_sq"), whole.slots());
    for (int i = 0; i < 5; i++) {
      whole.step(0.1, List.of(Parameters.gradient(i, -i, 3)));
      resumed.step(0.1, List.of(Parameters.gradient(i, -i, 3)));
    }
    assertArrayEquals(Parameters.values(one), Parameters.values(two), 0);
    assertEquals(6, resumed.stepCount());
  }

  @Test
  void refusesAStateOfOtherParametersAndStaysAsItWas() {
    Optimizer optimizer = AdamWSettings.DEFAULT.create(List.of(Parameters.of("p", 1, 2)));
    assertRefused(optimizer, AdamWSettings.DEFAULT.create(List.of(Parameters.of("q", 1, 2))));
    assertRefused(optimizer, AdamWSettings.DEFAULT.create(List.of(Parameters.of("p", 1))));
    assertRefused(optimizer, SgdSettings.DEFAULT.create(List.of(Parameters.of("p", 1, 2))));
    assertRefused(
        optimizer,
        AdamWSettings.DEFAULT.create(List.of(Parameters.of("p", 1, 2), Parameters.of("q", 1))));
    Optimizer plain = SgdSettings.DEFAULT.create(List.of(Parameters.of("p", 1, 2)));
    assertRefused(plain, optimizer);
  }

  private static void assertRefused(Optimizer optimizer, Optimizer other) {
    assertThrows(LntuneException.class, () -> optimizer.restore(other.state()));
    assertEquals(0, optimizer.stepCount());
  }

  @Test
  void refusesGradientsOfOtherSizes() {
    Optimizer optimizer = AdamWSettings.DEFAULT.create(List.of(Parameters.of("p", 1, 2)));
    assertThrows(
        IllegalArgumentException.class, () -> optimizer.step(1, List.of(Parameters.gradient(1))));
    assertThrows(IllegalArgumentException.class, () -> optimizer.step(1, List.of()));
    assertEquals(0, optimizer.stepCount());
  }

  @Test
  void refusesSettingsThatCannotBeMeant() {
    AdamWSettings settings = AdamWSettings.DEFAULT;
    assertThrows(LntuneException.class, () -> settings.withBetas(1, 0.9));
    assertThrows(LntuneException.class, () -> settings.withBetas(0.9, -0.1));
    assertThrows(LntuneException.class, () -> settings.withEpsilon(Double.NaN));
    assertThrows(LntuneException.class, () -> settings.withWeightDecay(-1));
    ParameterGroup group = ParameterGroup.DEFAULT;
    assertThrows(LntuneException.class, () -> group.withLearningRateMultiplier(-1));
    assertThrows(LntuneException.class, () -> group.withWeightDecay(Double.NaN));
    assertThrows(LntuneException.class, () -> group.withDecayOrigin(Double.NaN));
  }
}
