package io.lntune.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled classes of all modules: everything, or what is written by hand. */
final class ProductClasses {
  static final String GENERATED = "io.lntune.graph.parse.proto";

  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lntune");

  static final JavaClasses WRITTEN =
      ALL.that(
          DescribedPredicate.describe(
              "are written by hand",
              (JavaClass type) ->
                  !type.getPackageName().startsWith(GENERATED)
                      && !type.getPackageName().startsWith("io.lntune.architecture")));

  private ProductClasses() {}
}
