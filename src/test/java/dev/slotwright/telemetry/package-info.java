/** Meters, health and the dashboard that is drawn from them. */
package dev.slotwright.telemetry;
