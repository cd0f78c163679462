/**
 * The program: its entry, and where the adapters are put together behind the ports. The only
 * package that knows more than one adapter.
 */
package dev.slotwright;
