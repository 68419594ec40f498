package dev.tollgate.core.metric;

/**
 * How a run came out, for workloads that can fail as part of the question: a machine boots or does
 * not. Either way the run is done and its figures hold.
 *
 * @param success whether what was tried came off
 * @param message one line: what was reached, or what failed and why
 */
public record Outcome(boolean success, String message) {}
