/**
 * From windows and policy to a verdict with its chain of reasons; one stage a file. Imports {@code
 * cluster}, {@code load}, {@code policy} and {@code plan} only.
 */
package dev.slotwright.judgement;
