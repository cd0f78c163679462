/**
 * Kubernetes behind the ports of {@code control}: the StatefulSet with its pods and claims, the
 * state record in a ConfigMap, the Lease, credentials from a Secret. Imports the core and {@code
 * control} only; every call goes through {@link dev.slotwright.kubernetes.Api}, which turns what
 * the API server answers into refused or unreachable.
 */
package dev.slotwright.kubernetes;
