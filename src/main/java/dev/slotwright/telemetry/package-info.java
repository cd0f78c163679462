/**
 * What machines are told: meters and health. Every meter has its name in {@link
 * dev.slotwright.telemetry.Meters}; labels come from closed lists, or from the policies. Imports
 * the core and {@code control}.
 */
package dev.slotwright.telemetry;
