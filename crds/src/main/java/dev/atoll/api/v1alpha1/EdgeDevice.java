package dev.atoll.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One device: what it shall run (spec, written by the operator) and what it runs (status, written
 * by its agent).
 */
@Group("atoll.dev")
@Version("v1alpha1")
@Kind("EdgeDevice")
@Plural("edgedevices")
@ShortNames("edev")
@AdditionalPrinterColumn(
    name = "ACCELERATOR",
    jsonPath = ".metadata.labels.atoll\\.dev/device",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "MODELS",
    jsonPath = ".status.models[*].revision",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "PHASE",
    jsonPath = ".status.models[*].phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGENT",
    jsonPath = ".status.agentVersion",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.models[*].reason",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.models[*].message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public class EdgeDevice extends CustomResource<EdgeDeviceSpec, EdgeDeviceStatus> {}
