package dev.slotwright.api;

/**
 * Why a request was not answered.
 *
 * @param error what is wrong
 * @param hint what to do
 */
public record ApiError(String error, String hint) {}
