package io.lntune.tools.command;

import io.lntune.graph.LntuneException;
import io.lntune.graph.emit.ParameterCount;
import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormFinding;
import io.lntune.graph.parse.ModelReader;
import io.lntune.graph.rewrite.Subgraphs;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import io.lntune.graph.rewrite.pass.SelectUncachedBranch;
import io.lntune.graph.tag.TagReport;
import io.lntune.graph.tag.Tagger;
import io.lntune.graph.tag.TargetSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a model file contains.
 *
 * @param file the file
 * @param size its bytes, without external data
 * @param model the model, its local functions inlined, which may have raised its opset
 * @param opsets opset versions by domain in the file
 * @param nodeCount nodes of the graph as it is in the file
 * @param operators calls of each operator, subgraphs and function bodies included, most frequent
 *     first
 * @param parameterCount elements of all parameters
 * @param norms normalisation layers in graph order
 * @param refused near misses
 * @param functions names of the model-local functions
 * @param subgraphCount graphs inside nodes
 * @param externalFiles files with tensor data and their bytes
 */
record Inspection(
    Path file,
    long size,
    Model model,
    Map<String, Long> opsets,
    int nodeCount,
    Map<String, Long> operators,
    long parameterCount,
    List<NormRow> norms,
    List<NormFinding.Refused> refused,
    List<String> functions,
    int subgraphCount,
    Map<String, Long> externalFiles) {

  /** Reads {@code file}; weights stay on disk. */
  static Inspection of(Path file) {
    Model model = ModelReader.read(file);
    Graph graph = model.graph();
    Map<String, Long> opsets = new TreeMap<>(model.opsets());
    int nodeCount = graph.nodeCount();
    Map<String, Long> operators = operators(model);
    long parameterCount = ParameterCount.of(graph);
    List<String> functions = model.functions().stream().map(f -> f.op().toString()).toList();
    int subgraphCount = Subgraphs.withNested(graph).size() - 1;
    Map<String, Long> externalFiles = externalFiles(file, graph);
    new InlineFunctions().run(model);
    new SelectUncachedBranch().run(model);
    TagReport report = Tagger.tag(graph, TargetSelector.ALL_NORMS);
    return new Inspection(
        file,
        size(file),
        model,
        opsets,
        nodeCount,
        operators,
        parameterCount,
        NormRow.of(report),
        report.norms().refused(),
        functions,
        subgraphCount,
        externalFiles);
  }

  private static Map<String, Long> operators(Model model) {
    Map<String, Long> counts = new TreeMap<>();
    count(model.graph(), counts);
    for (Function function : model.functions()) {
      count(function.body(), counts);
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  private static void count(Graph outermost, Map<String, Long> counts) {
    for (Graph graph : Subgraphs.withNested(outermost)) {
      for (Node node : graph.nodes()) {
        counts.merge(node.op().toString(), 1L, Long::sum);
      }
    }
  }

  private static Map<String, Long> externalFiles(Path file, Graph outermost) {
    Path model = file.toAbsolutePath().normalize();
    TreeSet<Path> files = new TreeSet<>();
    for (Graph graph : Subgraphs.withNested(outermost)) {
      for (Value value : graph.initializers()) {
        Tensor tensor = value.initializer();
        if (tensor != null && tensor.content() instanceof FileRegion region) {
          files.add(region.file().toAbsolutePath().normalize());
        }
      }
    }
    files.remove(model);
    Map<String, Long> sizes = new TreeMap<>();
    files.forEach(path -> sizes.put(name(model, path), size(path)));
    return sizes;
  }

  private static String name(Path model, Path data) {
    Path folder = model.getParent();
    return (folder == null ? data : folder.relativize(data)).toString();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The file cannot be read: " + e.getMessage(),
              file.toString(),
              "Check its permissions and the disk.")
          .causedBy(e);
    }
  }
}
