package io.lntune.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import ai.onnxruntime.OrtEnvironment;
import io.lntune.graph.infer.RuntimeThread;
import org.junit.jupiter.api.Test;

/** Where foreign code may be called from, so that it can be replaced in one place. */
final class LibraryUseTest {
  @Test
  void onlyParseUsesProtocolBuffers() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.lntune.graph.parse..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ProductClasses.GENERATED + "..", "com.google.protobuf..")
        .allowEmptyShould(true)
        .check(ProductClasses.ALL);
  }

  @Test
  void onlyInferAndEngineUseOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.lntune.graph.infer..", "io.lntune.trainer.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .allowEmptyShould(true)
        .check(ProductClasses.ALL);
  }

  /** It makes the first session of the process, whoever asks for the runtime. */
  @Test
  void onlyTheRuntimeThreadOpensTheRuntime() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(RuntimeThread.class)
        .should()
        .callMethod(OrtEnvironment.class, "getEnvironment")
        .allowEmptyShould(true)
        .check(ProductClasses.ALL);
  }

  @Test
  void onlyToolsUsesTheStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.lntune.tools..")
        .should(ACCESS_STANDARD_STREAMS)
        .allowEmptyShould(true)
        .check(ProductClasses.WRITTEN);
  }

  @Test
  void onlyToolsEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.lntune.tools..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .allowEmptyShould(true)
        .check(ProductClasses.WRITTEN);
  }

  /** Phones and small server images have no desktop module. */
  @Test
  void graphAndTrainerRunWithoutTheDesktopModule() {
    noClasses()
        .that()
        .resideInAnyPackage("io.lntune.graph..", "io.lntune.trainer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.awt..", "java.beans..", "javax.imageio..", "javax.print..", "javax.swing..")
        .allowEmptyShould(true)
        .check(ProductClasses.ALL);
  }
}
