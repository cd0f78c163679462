/**
 * Child processes that never outlive this JVM, and the loopback addresses they listen on. Imports
 * java.* only.
 */
package dev.slotwright.world.process;
