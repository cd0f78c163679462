/** Tests of the judgement, stage by stage and as a whole, in milliseconds and without a clock. */
package dev.slotwright.judgement;
