package dev.tollgate.testkit;

/**
 * What a driver or its device does in a sequence for a policy.
 *
 * @param action what
 * @param which mapping, or kind of buffer, modulo what there is
 * @param size decides offsets and sizes
 */
record DmaCommand(Action action, int which, int size) {

  /** The things there are to do. */
  enum Action {
    MAP,
    MAP_SCATTER,
    MAP_MULTI,
    UNMAP,
    MOVE
  }
}
