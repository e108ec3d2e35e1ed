package dev.atoll.api;

import dev.atoll.api.v1alpha1.EdgeDevice;
import dev.atoll.api.v1alpha1.EdgeModel;
import dev.atoll.api.v1alpha1.ListMap;
import dev.atoll.api.v1alpha1.ModelRevision;
import dev.atoll.api.v1alpha1.ModelRollout;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** API types in, CRD YAML out; adds what the generator has no annotation for. */
final class CrdYaml {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(EdgeModel.class, ModelRevision.class, ModelRollout.class, EdgeDevice.class);

  private CrdYaml() {}

  static void generate(Path folder) throws IOException {
    Files.createDirectories(folder);
    new CRDGenerator()
        .inOutputDir(folder.toFile())
        .withPostProcessor(new Completed())
        .customResourceClasses(KINDS)
        .generate();
  }

  private static final class Completed implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata definition, String version) {
      var spec = ((CustomResourceDefinition) definition).getSpec();
      var kind =
          KINDS.stream()
              .filter(k -> k.getSimpleName().equals(spec.getNames().getKind()))
              .findFirst()
              .orElseThrow();
      var served = spec.getVersions().getFirst();
      inAnnotatedOrder(kind, served);
      var schema = served.getSchema().getOpenAPIV3Schema();
      distinctRules(schema);
      var types = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
      complete((Class<?>) types[0], schema.getProperties().get("spec"));
      complete((Class<?>) types[1], schema.getProperties().get("status"));
      return definition;
    }

    /**
     * The generator sorts columns by path; a person reads them in the order in which we list them.
     */
    private static void inAnnotatedOrder(Class<?> kind, CustomResourceDefinitionVersion served) {
      var order =
          Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
              .map(AdditionalPrinterColumn::name)
              .toList();
      var columns = List.copyOf(served.getAdditionalPrinterColumns());
      served.setAdditionalPrinterColumns(
          columns.stream().sorted(Comparator.comparing(c -> order.indexOf(c.getName()))).toList());
    }

    /** On a record component the generator finds a rule twice, at the field and at the accessor. */
    private static void distinctRules(JSONSchemaProps schema) {
      if (schema.getXKubernetesValidations() != null)
        schema.setXKubernetesValidations(
            schema.getXKubernetesValidations().stream().distinct().toList());
      if (schema.getProperties() != null)
        schema.getProperties().values().forEach(Completed::distinctRules);
      if (schema.getItems() != null) distinctRules(schema.getItems().getSchema());
    }

    private static void complete(Class<?> type, @Nullable JSONSchemaProps schema) {
      if (!type.isRecord() || schema == null || schema.getProperties() == null) return;
      for (var component : type.getRecordComponents()) {
        var property = schema.getProperties().get(component.getName());
        if (property == null) continue;
        if (Boolean.TRUE.equals(property.getXKubernetesIntOrString())) bounds(component, property);
        if (component.getGenericType() instanceof ParameterizedType list
            && list.getRawType() == List.class) {
          listType(component, property);
          if (list.getActualTypeArguments()[0] instanceof Class<?> item)
            complete(item, property.getItems().getSchema());
        } else complete(component.getType(), property);
      }
    }

    private static void listType(RecordComponent component, JSONSchemaProps property) {
      var key = component.getAnnotation(ListMap.class);
      property.setXKubernetesListType(key == null ? "atomic" : "map");
      if (key == null) return;
      property.setXKubernetesListMapKeys(List.of(key.value()));
      var items = property.getItems().getSchema();
      var required =
          new TreeSet<>(items.getRequired() == null ? List.<String>of() : items.getRequired());
      required.add(key.value());
      items.setRequired(List.copyOf(required));
    }

    /** The generator drops these on int-or-string: minimum binds numbers, the pattern strings. */
    private static void bounds(RecordComponent component, JSONSchemaProps property) {
      var accessor = component.getAccessor();
      var minimum = accessor.getAnnotation(Min.class);
      var pattern = accessor.getAnnotation(Pattern.class);
      var size = accessor.getAnnotation(Size.class);
      if (minimum != null) property.setMinimum(minimum.value());
      if (pattern != null) property.setPattern(pattern.value());
      if (size != null) property.setMaxLength(size.max());
    }
  }
}
