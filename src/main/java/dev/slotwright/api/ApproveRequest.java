package dev.slotwright.api;

/**
 * Which plan may be carried out.
 *
 * @param planHash as the verdict names it; checked where it is used
 */
public record ApproveRequest(String planHash) {}
