/**
 * The policy language as values, with safe defaults. Reading it from YAML is {@code config}'s task.
 * Imports {@code cluster} and {@code load} only.
 */
package dev.slotwright.policy;
