package dev.tollgate.hypervisor.xen.grant;

/**
 * Which granted frames are paged out: a matter of fully virtualised guests after 2007, whose pager
 * is no part of this model. Whoever models one says so here; grant operations answer {@link
 * GrantStatus#TRY_AGAIN} then.
 */
@FunctionalInterface
public interface PagedFrames {

  /** All frames are there. */
  PagedFrames NONE = (domain, frame) -> false;

  /** Whether a domain's frame is paged out. */
  boolean isOut(int domain, long frame);
}
