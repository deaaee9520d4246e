package io.lntune.graph.infer;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import io.lntune.graph.parse.ModelWriter;
import io.lntune.graph.parse.TensorPlacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fills in the types of all values. The model is handed to ONNX Runtime with large initializers
 * replaced by inputs and every value declared an output; the session's output descriptions then
 * tell element types, ranks and sizes, contrib operators included. Nothing is run.
 */
public final class ShapeOracle {
  /** Initializers up to this many bytes stay: shape arithmetic may depend on their content. */
  private static final long SMALL_BYTES = 4096;

  private ShapeOracle() {}

  /**
   * Sets the type of every value of the graph and the bodies inside it.
   *
   * @throws LntuneException when ONNX Runtime cannot load the model
   */
  public static void infer(Model model) {
    infer(model, Set.of());
  }

  /**
   * The same for a graph that was inferred before and got other sizes.
   *
   * @param certain nodes that leave something of every axis, as {@link CertainSizes} finds them
   */
  public static void infer(Model model, Set<Node> certain) {
    Graph graph = model.graph();
    Map<Value, TensorType> told = new HashMap<>();
    boolean learned = true;
    while (learned) {
      apply(graph, describe(model, false, told, certain));
      UnknownRanks.clear(graph, told.keySet());
      boolean byBodies = BodyTypes.infer(model, told);
      boolean byTargets = ReshapeTargets.infer(graph, told);
      learned = byBodies || (byTargets && UnknownRanks.remain(graph));
    }
  }

  static void apply(Graph graph, Map<String, TensorType> types) {
    types.forEach(
        (name, type) -> {
          Value value = graph.find(name);
          if (value != null) {
            value.setType(type);
          }
        });
  }

  /**
   * Types of all computed values by name, for the inputs' present types.
   *
   * @param fold whether the runtime evaluates what follows from static shapes; then it also sees
   *     through shapes that the graph computes
   * @param told types that the runtime cannot find out
   * @param certain nodes that leave something of every axis, as {@link CertainSizes} finds them
   */
  static Map<String, TensorType> describe(
      Model model, boolean fold, Map<Value, TensorType> told, Set<Node> certain) {
    return start(model, fold, told, certain).types();
  }

  /** The same, but the runtime works on beside the caller, who may change the graph meanwhile. */
  static Description start(
      Model model, boolean fold, Map<Value, TensorType> told, Set<Node> certain) {
    return GuardedShapes.of(model.graph(), certain, () -> startOnce(model, fold, told));
  }

  private static Description startOnce(Model model, boolean fold, Map<Value, TensorType> told) {
    Graph graph = model.graph();
    List<Value> declared = new ArrayList<>(graph.outputs());
    List<Value> computed = new ArrayList<>();
    List<Tensor> stored = new ArrayList<>();
    List<Tensor> large = new ArrayList<>();
    for (Value value : graph.values()) {
      if (value.producer() != null && !graph.isOutput(value)) {
        computed.add(value);
        value.setType(told.get(value));
      }
    }
    for (Value value : graph.initializers()) {
      Tensor tensor = value.initializer();
      if (tensor != null) {
        stored.add(tensor);
        if (tensor.byteSize() > SMALL_BYTES) {
          large.add(tensor);
        }
      }
    }
    List<Value> exposed = new ArrayList<>();
    try {
      computed.forEach(graph::addOutput);
      for (Tensor tensor : large) {
        Value value = graph.define(tensor.name());
        graph.dropInitializer(value);
        if (!graph.isInput(value)) {
          exposed.add(graph.addInput(value));
        }
      }
      byte[] bytes = ModelWriter.toBytes(model, TensorPlacement.INLINE);
      String source = model.source() == null ? "" : model.source().toString();
      return Description.start(() -> describe(bytes, fold, source));
    } finally {
      graph.clearOutputs();
      declared.forEach(graph::addOutput);
      exposed.forEach(graph::removeInput);
      // All of them again, so that their order is the file's.
      List.copyOf(graph.initializers()).forEach(graph::dropInitializer);
      stored.forEach(graph::putInitializer);
    }
  }

  private static Map<String, TensorType> describe(byte[] bytes, boolean fold, String source) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    OrtEnvironment environment = RuntimeThread.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(
          fold
              ? OrtSession.SessionOptions.OptLevel.BASIC_OPT
              : OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // Nothing is run, so nothing need be prepared for it: a fifth of the time in deep graphs.
      options.setMemoryPatternOptimization(false);
      options.setCPUArenaAllocator(false);
      options.addConfigEntry("session.disable_prepacking", "1");
      try (OrtSession session = environment.createSession(bytes, options)) {
        for (Map.Entry<String, NodeInfo> entry : session.getOutputInfo().entrySet()) {
          if (entry.getValue().getInfo() instanceof TensorInfo info) {
            types.put(entry.getKey(), type(entry.getKey(), info));
          }
        }
      }
      return types;
    } catch (OrtException e) {
      throw LntuneException.unsupported(
              "ONNX Runtime cannot load the model: " + firstLine(String.valueOf(e.getMessage())),
              source,
              "Check that the model runs in ONNX Runtime at all; custom operators are not"
                  + " supported.")
          .causedBy(e);
    }
  }

  private static TensorType type(String value, TensorInfo info) {
    long[] sizes = info.getShape();
    String[] names = info.getDimensionNames();
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < -1) {
        throw GuardedShapes.tooShort("'" + value + "'");
      }
      String name = i < names.length ? names[i] : "";
      dims.add(
          sizes[i] >= 0
              ? Dim.of(sizes[i])
              : name == null || name.isEmpty() ? Dim.UNKNOWN : Dim.symbolic(name));
    }
    return new TensorType(elementType(info), new Shape(dims));
  }

  /** The runtime numbers its types in an order of its own, but names them alike. */
  private static DataType elementType(TensorInfo info) {
    String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    for (DataType type : DataType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return DataType.UNDEFINED;
  }

  static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
