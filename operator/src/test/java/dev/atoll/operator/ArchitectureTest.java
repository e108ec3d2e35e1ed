package dev.atoll.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses OPERATOR =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.atoll.operator");

  @Test
  void statusIsWrittenWithTheClientAlone() {
    noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "UpdateControl.patch*",
                (JavaCall<?> c) ->
                    c.getTargetOwner().isEquivalentTo(UpdateControl.class)
                        && c.getName().startsWith("patch")))
        .because("the framework loses spec updates that arrive while it writes a status")
        .check(OPERATOR);
  }

  @Test
  void plannersDoNoInputOrOutput() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Planner")
        .or()
        .haveSimpleNameEndingWith("Statuses")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "java.nio.file..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .check(OPERATOR);
  }

  @Test
  void featuresFormNoCycle() {
    slices().matching("dev.atoll.operator.(*)..").should().beFreeOfCycles().check(OPERATOR);
  }
}
