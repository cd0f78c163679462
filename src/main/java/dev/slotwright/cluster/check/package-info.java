/**
 * What is wrong with a cluster, by what its nodes say: pure rules, one file a subject. Imports
 * {@code cluster}.
 */
package dev.slotwright.cluster.check;
