/**
 * A development cluster of real servers on this machine: etcd, kube-apiserver,
 * kube-controller-manager, an OCI registry and an S3-compatible store, each a process with its log,
 * its pid file and a port on 127.0.0.1.
 */
@NullMarked
package dev.atoll.e2e.cluster;

import org.jspecify.annotations.NullMarked;
