/**
 * A whole Slotwright installation on one machine: broker, Kubernetes API, kubelet, Redis processes
 * and the packaged program, each the real thing or the smallest stand-in that behaves like it.
 * Tests and the demo run it. It imports nothing of the program under test.
 */
package dev.slotwright.world;
