/**
 * The slot mover beside {@code redis-cli}, the servers' own migration and what two processes can
 * copy at all, each on a fresh and identical local cluster. Imports the local world and the
 * program.
 */
package dev.slotwright.bench.mover;
