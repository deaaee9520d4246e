package io.lntune.graph.ir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole ONNX model: one graph, its opset imports, functions and annotations. */
public final class Model {
  private final Graph graph;
  private long irVersion = 8;
  private String producerName = "";
  private String producerVersion = "";
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Function> functions = new ArrayList<>();
  private @Nullable Carrier carrier;
  private @Nullable Path source;

  public Model(Graph graph) {
    this.graph = graph;
  }

  public Graph graph() {
    return graph;
  }

  public long irVersion() {
    return irVersion;
  }

  public void setIrVersion(long irVersion) {
    this.irVersion = irVersion;
  }

  public String producerName() {
    return producerName;
  }

  public String producerVersion() {
    return producerVersion;
  }

  public void setProducer(String name, String version) {
    this.producerName = name;
    this.producerVersion = version;
  }

  /** Opset version by domain, changeable; the empty domain is ONNX's own. */
  public Map<String, Long> opsets() {
    return opsets;
  }

  /** Version of the standard operators; 1 when the model imports none. */
  public long opset() {
    return opsets.getOrDefault("", 1L);
  }

  /** Key-value annotations of the model, changeable. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Model-local functions, changeable. */
  public List<Function> functions() {
    return functions;
  }

  public @Nullable Carrier carrier() {
    return carrier;
  }

  public void setCarrier(@Nullable Carrier carrier) {
    this.carrier = carrier;
  }

  /** The file the model was read from; null for a model made in memory. */
  public @Nullable Path source() {
    return source;
  }

  public void setSource(@Nullable Path source) {
    this.source = source;
  }
}
