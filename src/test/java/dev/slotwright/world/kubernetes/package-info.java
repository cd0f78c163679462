/**
 * A Kubernetes API for the local world (in memory, or a real API server) and the stand-ins for what
 * runs behind it: StatefulSet controller, scheduler and kubelet. Imports java.*, fabric8, {@code
 * world.process} and {@code world.redis}.
 */
package dev.slotwright.world.kubernetes;
