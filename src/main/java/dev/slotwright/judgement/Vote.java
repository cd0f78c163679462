package dev.slotwright.judgement;

import dev.slotwright.load.Signal;

/**
 * How many shards one signal asks for, before and after its tolerance.
 *
 * @param signal whose vote
 * @param shards asked for by the arithmetic alone
 * @param tolerated asked for with the tolerance of that direction
 * @param missing shards that it is not known of
 * @param breach whether {@code hard} is passed on a shard that is seen
 * @param hot whether a shard is over its target and more shards are not the answer
 */
record Vote(Signal signal, int shards, int tolerated, int missing, boolean breach, boolean hot) {}
