package io.lntune.trainer.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ModelBytes;
import io.lntune.graph.emit.PlannedInput;
import io.lntune.graph.emit.PlannedParameter;
import io.lntune.graph.emit.TrainingPlan;
import io.lntune.graph.infer.RuntimeThread;
import io.lntune.trainer.data.NamedArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Computes losses and gradients on the stock ONNX Runtime: the step model gets parameters as inputs
 * and yields gradients as outputs. Parameters and gradients live in direct buffers that the runtime
 * reads and writes in place; the frozen weights are mapped from the base file by the runtime. Not
 * thread-safe.
 */
public final class StepModel implements Evaluator, AutoCloseable {
  private final TrainingPlan plan;
  private final EngineOptions options;
  private final ModelBytes stepModel;
  private final List<String> stepInputs;
  private final LossValues losses;
  private final List<TrainableParameter> parameters = new ArrayList<>();
  private final List<FloatBuffer> gradients = new ArrayList<>();
  private final Map<String, OnnxTensor> parameterTensors = new LinkedHashMap<>();
  private final Map<String, OnnxValue> gradientTensors = new LinkedHashMap<>();
  private @Nullable OrtSession stepSession;
  private @Nullable OrtSession evalSession;
  private boolean closed;

  /** A model with the base's values; sessions are opened when they are first needed. */
  public StepModel(TrainingPlan plan, EngineOptions options) {
    this(plan, options, plan.step(), names(plan));
  }

  /**
   * A model whose steps start from what the frozen prefix of {@code plan} computed: their batches
   * have the kept values too. Evaluations run the whole model.
   */
  public static StepModel afterPrefix(TrainingPlan plan, EngineOptions options) {
    return new StepModel(plan, options, plan.prefix().suffix(), plan.prefix().suffixInputs());
  }

  private StepModel(
      TrainingPlan plan, EngineOptions options, ModelBytes stepModel, List<String> stepInputs) {
    this.plan = plan;
    this.options = options.withPrepack(options.prepack() && plan.prepack());
    this.stepModel = stepModel;
    this.stepInputs = List.copyOf(stepInputs);
    this.losses = new LossValues(plan);
    OrtEnvironment environment = RuntimeThread.environment();
    try {
      for (PlannedParameter planned : plan.parameters()) {
        long[] shape = planned.shape().stream().mapToLong(Long::longValue).toArray();
        FloatBuffer value = ParameterMemory.read(planned, plan.base());
        FloatBuffer gradient = direct(value.capacity());
        parameters.add(new TrainableParameter(planned, value));
        gradients.add(gradient);
        parameterTensors.put(planned.name(), OnnxTensor.createTensor(environment, value, shape));
        gradientTensors.put(
            planned.gradientName(), OnnxTensor.createTensor(environment, gradient, shape));
      }
    } catch (OrtException e) {
      throw Sessions.runtimeFailure("ONNX Runtime refuses a parameter", e, plan.base());
    }
  }

  private static FloatBuffer direct(int elements) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(4, elements))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** The parameters' values, which the caller may change between calls. */
  public List<TrainableParameter> parameters() {
    return List.copyOf(parameters);
  }

  /** Gradients of the last {@link #step}, one per parameter; the same buffers at each step. */
  public List<FloatBuffer> gradients() {
    return List.copyOf(gradients);
  }

  /**
   * Runs forward and backward on one batch; afterwards {@link #gradients} holds the result.
   *
   * @param batch one array per planned input
   * @return the loss and its summands
   */
  public StepResult step(Collection<NamedArray> batch) {
    if (stepSession == null) {
      stepSession = Sessions.open(stepModel, plan.base(), options);
    }
    try (Feeds feeds = feeds(batch, stepInputs);
        OrtSession.Result result =
            Sessions.run(stepSession, feeds, losses.outputs(), gradientTensors)) {
      return new StepResult(losses.loss(result), losses.parts(result));
    } catch (OrtException e) {
      throw Sessions.dataFailure("The training step failed", e, plan.base());
    }
  }

  @Override
  public EvaluationResult evaluate(Collection<NamedArray> batch) {
    if (evalSession == null) {
      evalSession = Sessions.open(plan.eval(), plan.base(), options);
    }
    try (Feeds feeds = feeds(batch, names(plan));
        OrtSession.Result result = Sessions.run(evalSession, feeds)) {
      return losses.evaluation(result);
    } catch (OrtException e) {
      throw Sessions.dataFailure("The evaluation failed", e, plan.base());
    }
  }

  private static List<String> names(TrainingPlan plan) {
    return plan.inputs().stream().map(PlannedInput::name).toList();
  }

  private Feeds feeds(Collection<NamedArray> batch, List<String> inputs) throws OrtException {
    Set<String> given = batch.stream().map(NamedArray::name).collect(Collectors.toSet());
    for (String input : inputs) {
      if (!given.contains(input)) {
        throw LntuneException.badInput(
            "The batch has no array for the model's input '" + input + "'",
            plan.base().toString(),
            "Add an array of that name to the data.");
      }
    }
    return Feeds.of(
        parameterTensors, batch.stream().filter(array -> inputs.contains(array.name())).toList());
  }

  /** Frees native memory; closing again does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    parameterTensors.values().forEach(OnnxTensor::close);
    gradientTensors.values().forEach(OnnxValue::close);
    try {
      if (stepSession != null) {
        stepSession.close();
      }
      if (evalSession != null) {
        evalSession.close();
      }
    } catch (OrtException e) {
      throw Sessions.runtimeFailure("ONNX Runtime cannot close a session", e, plan.base());
    }
  }
}
