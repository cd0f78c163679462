/** The commands on real clusters, in this JVM, with what they print. */
package dev.slotwright.cli.cluster;
