/** Moves slots between real servers and breaks them on the way. */
package dev.slotwright.redis.mover;
