/**
 * Who is to own which slot, and who is to follow whom: pure, deterministic planning by bytes.
 * Imports {@code cluster} and {@code load} only.
 */
package dev.slotwright.plan;
