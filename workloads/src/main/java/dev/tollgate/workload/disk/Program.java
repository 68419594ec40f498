package dev.tollgate.workload.disk;

/** What a process does, in pieces of at most one system call. */
@FunctionalInterface
interface Program {

  /**
   * Goes on from where it was, on the CPU of the process.
   *
   * @return {@link Progress#DONE} if the process is to end
   */
  Progress step(Task task);
}
