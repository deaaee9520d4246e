package io.lntune.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;

/**
 * One package with its sub-packages, and the packages of this project it may depend on. As a layer,
 * {@code io.lntune.graph} is only the classes directly in it, which every layer may use.
 */
record Layer(String name, List<String> mayUse) {
  private static final String PROJECT = "io.lntune.";
  private static final String ROOT = "io.lntune.graph";

  static Layer layer(String name, String... mayUse) {
    return new Layer(name, List.of(mayUse));
  }

  ArchRule rule() {
    return ArchRuleDefinition.classes()
        .that(describe("are in " + name, this::contains))
        .should()
        .onlyDependOnClassesThat(
            describe("are in " + name + " or in " + mayUse + " or foreign", this::permits))
        .allowEmptyShould(true);
  }

  boolean contains(JavaClass type) {
    return name.equals(ROOT) ? type.getPackageName().equals(ROOT) : isWithin(type, name);
  }

  private boolean permits(JavaClass type) {
    return !type.getPackageName().startsWith(PROJECT)
        || type.getPackageName().equals(ROOT)
        || contains(type)
        || mayUse.stream().anyMatch(used -> isWithin(type, used));
  }

  private static boolean isWithin(JavaClass type, String outer) {
    return type.getPackageName().equals(outer) || type.getPackageName().startsWith(outer + ".");
  }
}
