package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import io.lntune.graph.LntuneException;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.TypeProto;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each limit lets its own number through, stops one more, and says its name. */
class LimitsTest {
  @TempDir Path folder;

  private void assertLimited(String name, ModelProto model, Limits enough, Limits tooLow) {
    Path file = TestModels.write(folder, model);
    assertDoesNotThrow(() -> ModelReader.read(file, enough));
    LntuneException refusal =
        assertThrows(LntuneException.class, () -> ModelReader.read(file, tooLow));
    assertTrue(refusal.what().contains(name), refusal.what());
    assertTrue(refusal.remedy().contains(name), refusal.remedy());
  }

  @Test
  void nodes() {
    assertLimited(
        "maxNodes",
        TestModels.everything(),
        Limits.DEFAULT.withMaxNodes(7),
        Limits.DEFAULT.withMaxNodes(6));
  }

  @Test
  void initializers() {
    assertLimited(
        "maxInitializers",
        TestModels.everything(),
        Limits.DEFAULT.withMaxInitializers(9),
        Limits.DEFAULT.withMaxInitializers(8));
  }

  @Test
  void depth() {
    assertLimited(
        "maxDepth",
        TestModels.everything(),
        Limits.DEFAULT.withMaxDepth(9),
        Limits.DEFAULT.withMaxDepth(8));
  }

  @Test
  void tensorElements() {
    assertLimited(
        "maxTensorElements",
        TestModels.everything(),
        Limits.DEFAULT.withMaxTensorElements(TestModels.LARGE),
        Limits.DEFAULT.withMaxTensorElements(TestModels.LARGE - 1));
  }

  @Test
  void skeletonBytesDoNotCountLargeTensors() {
    assertLimited(
        "maxSkeletonBytes",
        TestModels.model(TestModels.addition()).build(),
        Limits.DEFAULT.withMaxSkeletonBytes(500),
        Limits.DEFAULT.withMaxSkeletonBytes(50));
  }

  @Test
  void deepSubgraphsDoNotExhaustTheStack() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (int i = 0; i < 100; i++) {
      graph =
          GraphProto.newBuilder()
              .addNode(
                  TestModels.node("If", List.of(), "y")
                      .addAttribute(TestModels.graph("then_branch", graph)));
    }
    assertLimit("maxDepth", TestModels.model(graph).build());
  }

  @Test
  void deepTypesDoNotExhaustTheStack() {
    TypeProto type = TypeProto.getDefaultInstance();
    for (int i = 0; i < 200; i++) {
      type =
          TypeProto.newBuilder()
              .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(type))
              .build();
    }
    GraphProto.Builder graph = TestModels.addition();
    graph.getInputBuilder(0).setType(type);
    assertLimit("maxDepth", TestModels.model(graph).build());
  }

  @Test
  void deepUnknownGroupsDoNotExhaustTheStack() {
    UnknownFieldSet group = UnknownFieldSet.getDefaultInstance();
    for (int i = 0; i < 200; i++) {
      group =
          UnknownFieldSet.newBuilder()
              .mergeField(99, UnknownFieldSet.Field.newBuilder().addGroup(group).build())
              .build();
    }
    assertLimit(
        "maxDepth", TestModels.model(TestModels.addition()).setUnknownFields(group).build());
  }

  @Test
  void aProductOfSizesBeyondLongIsATooLargeTensor() {
    GraphProto.Builder graph = TestModels.addition();
    graph.getInitializerBuilder(0).addDims(1L << 62).addDims(1L << 62);
    assertLimit("maxTensorElements", TestModels.model(graph).build());
  }

  @Test
  void impossibleLimitsAreRefused() {
    LntuneException refusal =
        assertThrows(LntuneException.class, () -> Limits.DEFAULT.withMaxDepth(0));
    assertEquals(LntuneException.Kind.USAGE, refusal.kind());
  }

  private void assertLimit(String name, ModelProto model) {
    LntuneException refusal = TestModels.refusal(folder, model);
    assertTrue(refusal.what().contains(name), refusal.what());
  }
}
