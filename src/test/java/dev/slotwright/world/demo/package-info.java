/**
 * The demo: one story of growing and shrinking, told by what the program says on its topic and
 * checked by what its clients have seen.
 */
package dev.slotwright.world.demo;
