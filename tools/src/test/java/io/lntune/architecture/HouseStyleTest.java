package io.lntune.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Names, nullness and state. */
final class HouseStyleTest {
  /** Fewer means that the importer has lost its way and every other rule passes on nothing. */
  private static final int MINIMUM_CLASSES = 300;

  /** Suffixes that say nothing about what a class is. */
  private static final Pattern EMPTY_WORD =
      Pattern.compile(".*(Utils?|Helpers?|Manager|Impl|Processor|Info)");

  @Test
  void classesWereFound() {
    int found = ProductClasses.WRITTEN.size();
    assertTrue(found >= MINIMUM_CLASSES, found + " classes found");
  }

  @Test
  void everyPackageIsNullMarked() {
    TreeSet<String> unmarked =
        ProductClasses.WRITTEN.stream()
            .map(JavaClass::getPackage)
            .filter(found -> !found.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(), unmarked, "packages without @NullMarked");
  }

  @Test
  void namesSayWhatAClassIs() {
    List<String> vague =
        ProductClasses.WRITTEN.stream()
            .filter(type -> EMPTY_WORD.matcher(type.getSimpleName()).matches())
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertEquals(List.of(), vague, "classes with a name that says nothing");
  }

  @Test
  void staticFieldsAreConstants() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .andShould()
        .notHaveRawType(MutableTypes.ANY)
        .allowEmptyShould(true)
        .check(ProductClasses.WRITTEN);
  }
}
