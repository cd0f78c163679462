/**
 * REST under {@code /api/v1} for the console and for people's scripts: what the control room knows,
 * and the three things that may be asked of it. Answers are records of this package; no record of
 * the core is written as it is. Imports the core and {@code control}.
 */
package dev.slotwright.api;
