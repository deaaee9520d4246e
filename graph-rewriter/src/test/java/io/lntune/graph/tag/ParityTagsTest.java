package io.lntune.graph.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lntune.graph.ir.Model;
import io.lntune.graph.rewrite.ParityCase;
import io.lntune.graph.rewrite.pass.InlineFunctions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tags of really exported models against what the exporting framework knew. */
class ParityTagsTest {
  static List<ParityCase> cases() {
    List<ParityCase> cases = ParityCase.all();
    assertFalse(cases.isEmpty(), "set the system property lntune.models");
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tagsAreExactlyTheNormParameters(ParityCase parityCase) {
    Model model = parityCase.model();
    new InlineFunctions().run(model);

    List<ParameterTag> tags =
        new ArrayList<>(Tagger.tag(model.graph(), TargetSelector.ALL_NORMS).tags());

    for (ReferenceParameters.Parameter parameter : ReferenceParameters.of(parityCase).list()) {
      List<ParameterTag> matches = tags.stream().filter(tag -> isSame(tag, parameter)).toList();
      assertEquals(1, matches.size(), parameter + " among " + names(tags));
      ParameterTag tag = matches.get(0);
      assertEquals(parameter.kind(), tag.role().label(), parameter.name());
      assertEquals(parameter.elements(), tag.elementCount(), parameter.name());
      tags.remove(tag);
    }
    assertEquals(List.of(), names(tags), "tagged, but not a norm's parameter");
  }

  private static boolean isSame(ParameterTag tag, ReferenceParameters.Parameter parameter) {
    if (parameter.kept()) {
      return tag.name().equals(parameter.name());
    }
    Set<String> consumers = new HashSet<>();
    tag.uses().forEach(use -> consumers.add(use.node().name()));
    return parameter.stored().contains(tag.stored().name())
        && parameter.consumers().stream().anyMatch(consumers::contains);
  }

  private static List<String> names(List<ParameterTag> tags) {
    return tags.stream().map(ParameterTag::name).toList();
  }
}
