package dev.tollgate.hypervisor.xen.domain;

/** Hears when machine frames change hands: what an IOMMU that mirrors ownership must follow. */
public interface FrameListener {

  /** Hears nothing. */
  FrameListener NONE = new FrameListener() {};

  /** The frame belongs to the domain from now on. */
  default void arrived(int domain, long frame) {}

  /**
   * The frame no longer belongs to the domain: it was given back or passed on. Called before
   * anybody else gets it.
   */
  default void left(int domain, long frame) {}
}
