package dev.tollgate.core.safety;

/** Invalidations by scope, and those that failed. */
final class InvalidationCounts {
  long whole;
  long selective;
  long failed;
}
