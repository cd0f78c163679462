/** The packaged program in the local world: what it promises, with real peers that fail. */
package dev.slotwright.it;
