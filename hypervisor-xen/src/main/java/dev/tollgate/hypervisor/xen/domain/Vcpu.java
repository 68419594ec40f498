package dev.tollgate.hypervisor.xen.domain;

/** A virtual CPU of a domain: who it is. Who runs where is the scheduler's affair. */
public final class Vcpu {

  private final Domain domain;
  private final int number;

  Vcpu(Domain domain, int number) {
    this.domain = domain;
    this.number = number;
  }

  /** Whose it is. */
  public Domain domain() {
    return domain;
  }

  /** Its number in its domain, from 0. */
  public int number() {
    return number;
  }

  @Override
  public String toString() {
    return "d%dv%d".formatted(domain.id(), number);
  }
}
