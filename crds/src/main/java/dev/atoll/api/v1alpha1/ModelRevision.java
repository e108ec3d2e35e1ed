package dev.atoll.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Exactly what: one immutable answer to what an EdgeModel asked for, and the artifact that came of
 * it.
 */
@Group("atoll.dev")
@Version("v1alpha1")
@Kind("ModelRevision")
@Plural("modelrevisions")
@ShortNames("mrev")
@AdditionalPrinterColumn(
    name = "MODEL",
    jsonPath = ".spec.model",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "PHASE",
    jsonPath = ".status.phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "STAGE",
    jsonPath = ".status.stage",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "FLOAT",
    jsonPath = ".status.accuracy.float",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "QUANTIZED",
    jsonPath = ".status.accuracy.quantized",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "ON-TPU",
    jsonPath = ".status.variants[?(@.kind==\"EdgeTpu\")].mappedOps",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "ON-CPU",
    jsonPath = ".status.variants[?(@.kind==\"EdgeTpu\")].cpuOps",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "QUARANTINED",
    jsonPath = ".status.conditions[?(@.type==\"Quarantined\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Compiled\")].reason",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "VARIANTS",
    jsonPath = ".status.variants[*].kind",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "STREAMED",
    jsonPath = ".status.variants[?(@.kind==\"EdgeTpu\")].streamedBytes",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "DIGEST",
    jsonPath = ".status.artifact.digest",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public class ModelRevision extends CustomResource<ModelRevisionSpec, ModelRevisionStatus>
    implements Namespaced {}
