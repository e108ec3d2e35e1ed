package dev.atoll.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What a user wants: this model on those devices, rolled out in these waves. */
@Group("atoll.dev")
@Version("v1alpha1")
@Kind("EdgeModel")
@Plural("edgemodels")
@ShortNames("em")
@ValidationRule(
    value =
        "self.metadata.name.size() <= 52 &&"
            + " self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "the name of an EdgeModel is a DNS label of at most 52 characters: a-z, 0-9 and -, no dot")
@AdditionalPrinterColumn(
    name = "SELECTED",
    jsonPath = ".status.devices.selected",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "UPDATED",
    jsonPath = ".status.devices.updated",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "HEALTHY",
    jsonPath = ".status.devices.healthy",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "FAILED",
    jsonPath = ".status.devices.failed",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "LOST",
    jsonPath = ".status.devices.lost",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "WAVE",
    jsonPath = ".status.wave",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "PHASE",
    jsonPath = ".status.phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "STABLE",
    jsonPath = ".status.stableRevision",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "CANDIDATE",
    jsonPath = ".status.candidateRevision",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "UNREACHABLE",
    jsonPath = ".status.devices.unreachable",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "DEFERRED",
    jsonPath = ".status.devices.deferred",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
public class EdgeModel extends CustomResource<EdgeModelSpec, EdgeModelStatus>
    implements Namespaced {}
