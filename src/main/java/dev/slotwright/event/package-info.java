/**
 * What is told to the outside: one sealed type, published as CloudEvents by {@code kafka}. Imports
 * the core but {@code operation}.
 */
package dev.slotwright.event;
