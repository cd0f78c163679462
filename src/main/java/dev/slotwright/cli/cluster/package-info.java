/**
 * {@code slotwright cluster}: a cluster looked at and changed by hand. Text results and the one
 * JSON object go to standard output; plans that are asked about, progress and complaints to
 * standard error. Imports the core, {@code control} and {@code cli}.
 */
package dev.slotwright.cli.cluster;
