package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.cost.CostCenter;

/** The same colour for a cause of cycles in every chart, readable on light and dark ground. */
final class CauseColours {

  private static final ImmutableMap<String, String> COLOURS =
      ImmutableMap.<String, String>builder()
          .put(CostCenter.DMA_API.id(), "#8d99ae")
          .put(CostCenter.IOVA_ALLOCATION.id(), "#2a9d8f")
          .put(CostCenter.TRANSLATION_TABLE.id(), "#3d7dca")
          .put(CostCenter.INVALIDATION.id(), "#d1495b")
          .put(CostCenter.LOCK.id(), "#edae49")
          .put(CostCenter.COPY.id(), "#9b5de5")
          .put(CostCenter.MEMORY_ALLOCATION.id(), "#6a994e")
          .put(CostCenter.HYPERVISOR.id(), "#bc6c25")
          .put(CostCenter.DRIVER.id(), "#4cc9f0")
          .put(CostCenter.INTERRUPT.id(), "#f28482")
          .put(CostCenter.PROTOCOL.id(), "#577590")
          .put(CostCenter.SYSCALL.id(), "#b5838d")
          .buildOrThrow();

  private CauseColours() {}

  /** The causes in the order of reports; ones unknown to this version last. */
  static ImmutableList<String> inOrder(ImmutableSet<String> causes) {
    ImmutableList.Builder<String> ordered = ImmutableList.builder();
    COLOURS.keySet().stream().filter(causes::contains).forEach(ordered::add);
    causes.stream().filter(cause -> !COLOURS.containsKey(cause)).sorted().forEach(ordered::add);
    return ordered.build();
  }

  /** Their colours, in the same order. */
  static ImmutableList<String> of(ImmutableSet<String> causes) {
    return inOrder(causes).stream()
        .map(cause -> COLOURS.getOrDefault(cause, "#888888"))
        .collect(ImmutableList.toImmutableList());
  }
}
