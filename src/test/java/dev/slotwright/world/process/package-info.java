/**
 * Child processes that never outlive this JVM, and the loopback addresses they listen on. Imports
 * java.* and JBoss' log manager only.
 */
package dev.slotwright.world.process;
