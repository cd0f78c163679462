package dev.slotwright.redis.mover;

import dev.slotwright.cluster.NodeId;

/** From whom to whom an open slot has to go to be closed. */
record Way(NodeId from, NodeId to) {}
