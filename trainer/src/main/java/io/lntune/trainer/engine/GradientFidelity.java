package io.lntune.trainer.engine;

import io.lntune.graph.emit.TrainingPlan;
import io.lntune.trainer.data.NamedArray;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How far the gradients of one plan point where those of another do, at the base's values on one
 * batch.
 *
 * @param parameters one entry per trainable parameter, the least alike first
 */
public record GradientFidelity(List<Parameter> parameters) {
  public GradientFidelity {
    parameters = List.copyOf(parameters);
  }

  /**
   * One parameter's.
   *
   * @param cosine of the angle between the two gradients; 1 when both are zero
   */
  public record Parameter(String name, double cosine) {}

  /** Runs one step of each plan, one after the other. */
  public static GradientFidelity compare(
      TrainingPlan exact,
      TrainingPlan approximate,
      Collection<NamedArray> batch,
      EngineOptions options) {
    List<float[]> expected = gradients(exact, batch, options);
    List<float[]> actual = gradients(approximate, batch, options);
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      String name = exact.parameters().get(i).name();
      parameters.add(new Parameter(name, cosine(expected.get(i), actual.get(i))));
    }
    parameters.sort(Comparator.comparingDouble(Parameter::cosine));
    return new GradientFidelity(parameters);
  }

  /** The cosine in the middle of the list. */
  public double median() {
    return parameters.get(parameters.size() / 2).cosine();
  }

  private static List<float[]> gradients(
      TrainingPlan plan, Collection<NamedArray> batch, EngineOptions options) {
    try (StepModel model = new StepModel(plan, options)) {
      model.step(batch);
      return model.gradients().stream().map(GradientFidelity::copy).toList();
    }
  }

  private static float[] copy(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  private static double cosine(float[] a, float[] b) {
    if (Arrays.equals(a, b)) {
      return 1;
    }
    double product = 0;
    double sizeA = 0;
    double sizeB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      sizeA += (double) a[i] * a[i];
      sizeB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(sizeA * sizeB);
  }
}
