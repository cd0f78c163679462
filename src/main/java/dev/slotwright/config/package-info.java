/**
 * Policy files: YAML with line numbers, the JSON Schema, cron calendars, the watched directory.
 * Imports the core and {@code control} only. {@link dev.slotwright.config.PolicyFile} reads one
 * file, {@link dev.slotwright.config.PolicyDirectory} keeps the good ones in force, {@link
 * dev.slotwright.config.PolicyCheck} serves the command line.
 */
package dev.slotwright.config;
