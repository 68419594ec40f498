package dev.tollgate.hypervisor.xen.hypercall;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;
import dev.tollgate.hypervisor.xen.domain.Vcpu;

/** One call as its body sees it: who calls, with which arguments, and whether it was cut. */
public final class HypercallFrame {

  /** Arguments of a call. */
  public static final int ARGUMENTS = 5;

  private final Preemption preemption;
  private final long[] arguments = new long[ARGUMENTS];
  private final GuestStructure structure = new GuestStructure();
  private Vcpu vcpu;
  private long number;
  private boolean continued;

  /** A frame to be filled for one call after another. */
  public HypercallFrame(Preemption preemption, Vcpu vcpu) {
    this.preemption = preemption;
    this.vcpu = vcpu;
  }

  /** Fills it for a new call. */
  public void enter(Vcpu caller, long callNumber, long a0, long a1, long a2, long a3, long a4) {
    vcpu = caller;
    number = callNumber;
    arguments[0] = a0;
    arguments[1] = a1;
    arguments[2] = a2;
    arguments[3] = a3;
    arguments[4] = a4;
    continued = false;
  }

  /** Who calls. */
  public Vcpu vcpu() {
    return vcpu;
  }

  /** Whose call it is. */
  public Domain caller() {
    return vcpu.domain();
  }

  /** The call's number. */
  public long number() {
    return number;
  }

  /** An argument, from 0. */
  public long argument(int index) {
    return arguments[index];
  }

  /** An argument of which the call reads 32 bits, as unsigned. */
  public long unsigned(int index) {
    return arguments[index] & 0xffff_ffffL;
  }

  /** Room for one structure of the guest's at a time. */
  public GuestStructure structure() {
    return structure;
  }

  /** Whether the body should stop here and be continued. */
  public boolean isPreempted() {
    return preemption.isDue(vcpu);
  }

  /**
   * Cuts the call: the guest will make it again with these arguments.
   *
   * @return what the body returns then
   */
  public long continueWith(long a0, long a1, long a2, long a3) {
    arguments[0] = a0;
    arguments[1] = a1;
    arguments[2] = a2;
    arguments[3] = a3;
    continued = true;
    return 0;
  }

  /** Whether the body cut it. */
  public boolean isContinued() {
    return continued;
  }
}
