/**
 * The packaged program as child processes: what a user runs, unchanged. Imports java.* and {@code
 * world.process}.
 */
package dev.slotwright.world.program;
