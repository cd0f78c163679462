/**
 * Open-loop load through ordinary cluster clients, light enough to share two cores with what it
 * measures. Imports java.*, the clients, and the local world.
 */
package dev.slotwright.bench.mover.load;
