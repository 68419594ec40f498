package dev.tollgate.workload.boot;

/** Ends a boot that cannot go on, from wherever that shows. */
final class BootHalt extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient BootFailure failure;

  BootHalt(BootFailure failure) {
    super(failure.message());
    this.failure = failure;
  }

  BootFailure failure() {
    return failure;
  }
}
