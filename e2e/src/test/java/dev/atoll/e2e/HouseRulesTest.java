package dev.atoll.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of modules in CONTRIBUTING.md: who may depend on whom, and on what from outside. */
@AnalyzeClasses(packages = "dev.atoll", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String CRDS = "dev.atoll.api..";
  private static final String TFLITE = "dev.atoll.tflite..";
  private static final String ROLLOUT = "dev.atoll.rollout..";
  private static final String OCI = "dev.atoll.oci..";
  private static final String COMPILER = "dev.atoll.compiler..";
  private static final String OPERATOR = "dev.atoll.operator..";
  private static final String DEVICE = "dev.atoll.device..";
  private static final String CLI = "dev.atoll.cli..";
  private static final String E2E = "dev.atoll.e2e..";

  @ArchTest static final ArchRule crdsDependOnNothingOfOurs = mayDependOn(CRDS);
  @ArchTest static final ArchRule tfliteDependsOnNothingOfOurs = mayDependOn(TFLITE);
  @ArchTest static final ArchRule rolloutDependsOnNothingOfOurs = mayDependOn(ROLLOUT);
  @ArchTest static final ArchRule ociDependsOnNothingOfOurs = mayDependOn(OCI);
  @ArchTest static final ArchRule compiler = mayDependOn(COMPILER, TFLITE, OCI);
  @ArchTest static final ArchRule operator = mayDependOn(OPERATOR, CRDS, ROLLOUT, OCI);
  @ArchTest static final ArchRule device = mayDependOn(DEVICE, CRDS, OCI, TFLITE);
  @ArchTest static final ArchRule cli = mayDependOn(CLI, CRDS, ROLLOUT, TFLITE);

  @ArchTest
  static final ArchRule thePlannerKnowsNeitherKubernetesNorQuarkus =
      classes()
          .that()
          .resideInAPackage(ROLLOUT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROLLOUT, "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule onlyTheOperatorKnowsQuarkus =
      noClasses()
          .that()
          .resideOutsideOfPackage(OPERATOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule theCompilerNeverTalksToKubernetes =
      noClasses()
          .that()
          .resideInAnyPackage(COMPILER, OCI, TFLITE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule theAgentReadsItsEdgeDeviceOnly =
      noClasses()
          .that()
          .resideInAPackage(DEVICE)
          .should()
          .dependOnClassesThat(
              named("dev.atoll.api.v1alpha1", "EdgeModel", "ModelRevision", "ModelRollout"));

  @ArchTest
  static final ArchRule featuresOfTheOperatorHaveNoCycles =
      slices().matching("dev.atoll.operator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noRoomsWithoutAMeaning =
      noClasses()
          .should()
          .resideInAnyPackage("..utils..", "..util..", "..common..", "..helpers..", "..manager..");

  /** A rule over classes that are not there would hold whatever the code does. */
  @Test
  void everyModuleIsOnTheClasspath() {
    var roots =
        Map.of(
            "crds", "dev.atoll.api.v1alpha1.EdgeModel",
            "rollout", "dev.atoll.rollout.RolloutPlanner",
            "compiler", "dev.atoll.compiler.Main",
            "device-agent", "dev.atoll.device.agent.Main");
    roots.forEach((module, type) -> {
      try {
        Class.forName(type, false, HouseRulesTest.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new AssertionError(module + " is not on the classpath of this test", e);
      }
    });
  }

  private static ArchRule mayDependOn(String module, String... others) {
    var allowed = List.of(others);
    var forbidden =
        List.of(CRDS, TFLITE, ROLLOUT, OCI, COMPILER, OPERATOR, DEVICE, CLI, E2E).stream()
            .filter(m -> !m.equals(module) && !allowed.contains(m))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .as(module + " may depend only on " + (allowed.isEmpty() ? "nothing of ours" : allowed));
  }

  private static DescribedPredicate<JavaClass> named(String inPackage, String... names) {
    var simple = List.of(names);
    return DescribedPredicate.describe(
        "are " + simple,
        c ->
            c.getPackageName().equals(inPackage)
                && simple.stream()
                    .anyMatch(n ->
                        c.getSimpleName().equals(n)
                            || c.getSimpleName().equals(n + "Status")
                            || c.getSimpleName().equals(n + "Spec")));
  }
}
