package dev.tollgate.hypervisor.xen.hypercall;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * The steps that Xen takes, and its guests for being guests. Fallback prices are those of a 3 GHz
 * x86-64 server; {@code reference.conf} has those of other machines. No primary source prints any
 * of them for the machines of 2007: all are estimates, with the range they may lie in.
 */
public final class XenSteps {

  /** One crossing into Xen and back. */
  public static final Step CROSSING =
      step(
          "hypercall",
          "hypercall entered and left",
          700,
          "syscall from ring 3, 64-bit PV: 300-1500");

  /** One call of a guest program's kernel, which goes by way of Xen. */
  public static final Step PV_SYSCALL =
      step(
          "pv-syscall",
          "guest system call bounced by Xen",
          1200,
          "two page-table switches: 500-3000");

  /** One entry of a multicall. */
  public static final Step MULTICALL_ENTRY =
      step(
          "multicall-entry", "multicall entry read and answered", 80, "64 bytes in, 8 out: 40-150");

  /** One operation whose arguments were read and refused. */
  public static final Step REFUSED =
      step(
          "hypercall-refused",
          "operation refused",
          150,
          "arguments copied in, checked, status out");

  /** One page-table entry changed by virtual address. */
  public static final Step UPDATE_VA =
      step("update-va", "page-table entry changed", 500, "walk, checks, two counts: 250-1000");

  /** One entry of M2P changed. */
  public static final Step MACHPHYS_UPDATE =
      step("machphys-update", "M2P entry changed", 200, "16 bytes in, owner checked: 100-400");

  /** One extent of memory taken, given back or exchanged. */
  public static final Step MEMORY_EXTENT =
      step("memory-extent", "extent of memory moved", 900, "heap's lock, counts, lists: 400-2000");

  /** All translations of the own CPU forgotten. */
  public static final Step TLB_FLUSH =
      step("tlb-flush", "TLB of the own CPU flushed", 600, "cr3 reloaded, refills: 300-1500");

  /** All translations of another CPU forgotten. */
  public static final Step TLB_FLUSH_REMOTE =
      step(
          "tlb-flush-remote",
          "TLB of another CPU flushed",
          3000,
          "interrupt sent, awaited: 1500-6000");

  /** One translation of the own CPU forgotten. */
  public static final Step TLB_ENTRY =
      step("tlb-entry", "TLB entry forgotten", 250, "invlpg and one refill");

  /** One grant mapped. */
  public static final Step GRANT_MAP =
      step("grant-map", "grant mapped", 1500, "locks, two atomic updates, counts, PTE: 600-2500");

  /** One grant unmapped. */
  public static final Step GRANT_UNMAP =
      step("grant-unmap", "grant unmapped", 1200, "as to map, without the search: 500-2000");

  /** One grant copy, without the bytes and the frames. */
  public static final Step GRANT_COPY =
      step("grant-copy", "grant copy set up", 300, "arguments, two temporary mappings: 150-500");

  /** One frame acquired and let go for a grant copy; most of what a small copy costs. */
  public static final Step GRANT_ACQUIRE =
      step("grant-acquire", "frame acquired for a grant copy", 600, "as in grant-map: 300-1000");

  /** One grant entry written or cleared by the guest that grants. */
  public static final Step GRANT_ENTRY =
      step("grant-entry", "grant entry written by its guest", 40, "three stores and a barrier");

  /** One frame passed on. */
  public static final Step GRANT_TRANSFER =
      step(
          "grant-transfer",
          "frame transferred",
          2500,
          "steal, commit, assign, complete: 1200-4000");

  /** One event sent. */
  public static final Step EVENT_SEND =
      step("event-send", "event sent", 300, "channel looked up, up to three bits set: 150-600");

  /** One interrupt sent to another CPU so that it notices an event. */
  public static final Step EVENT_IPI =
      step("event-ipi", "CPU interrupted for an event", 2500, "sent and taken: 1000-5500");

  /** One upcall into a guest. */
  public static final Step UPCALL =
      step("upcall", "upcall into a guest", 800, "frame built, bits searched, return: 400-1500");

  /** One switch of a CPU from one domain to another: registers and page table. */
  public static final Step DOMAIN_SWITCH =
      step(
          "domain-switch",
          "switch between domains",
          4000,
          "state saved, cr3, decision: 2000-10500");

  /** What the caches and the TLB cost afterwards. */
  public static final Step DOMAIN_REFILL =
      step("domain-refill", "caches refilled after a switch", 5000, "working set: 0-20000");

  /** All of them, in the order of this file. */
  public static final ImmutableList<Step> ALL =
      ImmutableList.of(
          CROSSING,
          PV_SYSCALL,
          MULTICALL_ENTRY,
          REFUSED,
          UPDATE_VA,
          MACHPHYS_UPDATE,
          MEMORY_EXTENT,
          TLB_FLUSH,
          TLB_FLUSH_REMOTE,
          TLB_ENTRY,
          GRANT_MAP,
          GRANT_UNMAP,
          GRANT_COPY,
          GRANT_ACQUIRE,
          GRANT_ENTRY,
          GRANT_TRANSFER,
          EVENT_SEND,
          EVENT_IPI,
          UPCALL,
          DOMAIN_SWITCH,
          DOMAIN_REFILL);

  private XenSteps() {}

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
