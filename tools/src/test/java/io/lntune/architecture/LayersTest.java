package io.lntune.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.lntune.architecture.Layer.layer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may use which; a new package gets its line here. */
final class LayersTest {
  private static final String GRAPH = "io.lntune.graph";
  private static final String FILE = "io.lntune.graph.file";
  private static final String IR = "io.lntune.graph.ir";
  private static final String PARSE = "io.lntune.graph.parse";
  private static final String INFER = "io.lntune.graph.infer";
  private static final String MATCH = "io.lntune.graph.match";
  private static final String REWRITE = "io.lntune.graph.rewrite";
  private static final String NORM = "io.lntune.graph.norm";
  private static final String CANONICAL = "io.lntune.graph.canonical";
  private static final String TAG = "io.lntune.graph.tag";
  private static final String DIFFERENTIATE = "io.lntune.graph.differentiate";
  private static final String BACKWARD = "io.lntune.graph.backward";
  private static final String BATCH = "io.lntune.graph.batch";
  private static final String PRECISION = "io.lntune.graph.precision";
  private static final String MEMORY = "io.lntune.graph.memory";
  private static final String PREFIX = "io.lntune.graph.prefix";
  private static final String DIAGNOSE = "io.lntune.graph.diagnose";
  private static final String EMIT = "io.lntune.graph.emit";
  private static final String MERGE = "io.lntune.graph.merge";
  private static final String OPTIMIZE = "io.lntune.graph.optimize";
  private static final String TRAINER = "io.lntune.trainer";
  private static final String TOOLS = "io.lntune.tools";

  static List<Layer> layers() {
    return List.of(
        layer(GRAPH),
        layer(FILE),
        layer(IR),
        layer(PARSE, IR, FILE),
        layer(INFER, IR, FILE, PARSE, MATCH, REWRITE),
        layer(MATCH, IR),
        layer(REWRITE, IR, MATCH),
        layer(NORM, IR, INFER, MATCH, REWRITE),
        layer(CANONICAL, IR, INFER, MATCH, REWRITE, NORM),
        layer(TAG, IR, INFER, MATCH, REWRITE, NORM),
        layer(DIFFERENTIATE, IR, INFER, MATCH, REWRITE),
        layer(BATCH, IR, MATCH, REWRITE),
        layer(BACKWARD, IR, REWRITE, CANONICAL, TAG, DIFFERENTIATE, BATCH),
        layer(PRECISION, IR, MATCH, REWRITE),
        layer(MEMORY, IR, INFER, REWRITE),
        layer(PREFIX, IR, MATCH, REWRITE, BATCH),
        layer(
            DIAGNOSE,
            IR,
            PARSE,
            INFER,
            REWRITE,
            NORM,
            CANONICAL,
            TAG,
            DIFFERENTIATE,
            BATCH,
            BACKWARD,
            MEMORY),
        layer(
            EMIT,
            IR,
            FILE,
            PARSE,
            INFER,
            REWRITE,
            NORM,
            CANONICAL,
            TAG,
            DIFFERENTIATE,
            BACKWARD,
            BATCH,
            PRECISION,
            MEMORY,
            PREFIX),
        layer(MERGE, IR, FILE, PARSE, INFER, MATCH, REWRITE, NORM, TAG, EMIT),
        layer(OPTIMIZE, IR, FILE, PARSE, INFER, MATCH, REWRITE, NORM, MERGE),
        layer(TRAINER, GRAPH),
        layer(TOOLS, GRAPH, TRAINER));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void dependsOnlyOnLayersBelow(Layer layer) {
    layer.rule().check(ProductClasses.ALL);
  }

  @Test
  void everyPackageBelongsToALayer() {
    TreeSet<String> homeless =
        ProductClasses.WRITTEN.stream()
            .filter(type -> layers().stream().noneMatch(layer -> layer.contains(type)))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(), homeless, "packages without a line in LayersTest.layers()");
  }

  /** A stage and its own sub-packages (a table and the rules in it) count as one. */
  @Test
  void stagesHaveNoCycles() {
    slices()
        .matching("io.lntune.(*).(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(ProductClasses.ALL);
  }
}
