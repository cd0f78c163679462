/**
 * The command line: what people type, and what they get back. Exit codes: 0 done, 1 failed, 2 wrong
 * usage or invalid input, 3 refused for safety. Imports the core and {@code control}.
 */
package dev.slotwright.cli;
