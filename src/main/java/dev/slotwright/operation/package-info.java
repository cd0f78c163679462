/**
 * What is being done to a cluster: a goal, judged from what is observed, and the next commands that
 * bring it nearer. Imports the pure core only.
 */
package dev.slotwright.operation;
