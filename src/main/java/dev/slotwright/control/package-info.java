/**
 * The loop that observes, lets the core react, and has the commands carried out; and the ports it
 * needs. Imports the core only; every adapter implements ports from here.
 */
package dev.slotwright.control;
