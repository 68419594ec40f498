package dev.tollgate.hypervisor.xen.domain;

/** A part of Xen that holds references to machine frames and can say which, for the audit. */
@FunctionalInterface
public interface ReferenceHolder {

  /** Names every reference and use it holds. */
  void countReferences(ReferenceCounts counts);
}
