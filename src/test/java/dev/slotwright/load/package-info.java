/** Tests of samples and windows; all in milliseconds, every time given. */
package dev.slotwright.load;
