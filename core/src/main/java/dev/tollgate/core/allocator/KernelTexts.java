package dev.tollgate.core.allocator;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.KernelAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What files in /proc would say of a simulated machine's memory, by a name for each text:
 *
 * <ul>
 *   <li>{@code buddyinfo};
 *   <li>{@code meminfo-6.1}, {@code meminfo-2.6};
 *   <li>{@code slabinfo-2.1}, {@code slabinfo-2.0}, {@code slabinfo-1.1}, and each with {@code
 *       -statistics} behind it, if the allocator has caches to list: SLOB has not, and with it no
 *       such file;
 *   <li>{@code kmalloc}, if account was kept.
 * </ul>
 */
public final class KernelTexts {

  private static final long MEBIBYTE = 1 << 20;
  private static final long DMA_BYTES = 16 * MEBIBYTE;
  private static final long DMA32_BYTES = 4096 * MEBIBYTE;

  private KernelTexts() {}

  /**
   * The texts as they would read now.
   *
   * @param more lines of /proc/meminfo, in kibibytes, that somebody knows beyond what the page
   *     allocator and {@code allocator} do
   */
  public static ImmutableSortedMap<String, String> of(
      Machine machine, KernelAllocator allocator, Map<String, Long> more) {
    ImmutableSortedMap.Builder<String, String> texts = ImmutableSortedMap.naturalOrder();
    texts.put(
        "buddyinfo",
        machine.pages().freeBlocks().buddyInfoLine(0, zone(machine.profile().ramBytes())));
    SlabPages pages = allocator.as(SlabPages.class);
    MemInfo memory =
        MemInfo.of(machine.pages().counts(), pages == null ? new Unreported() : pages).with(more);
    texts.put("meminfo-2.6", MemInfoFormat.V2_6.text(memory));
    texts.put("meminfo-6.1", MemInfoFormat.V6_1.text(memory));
    SlabInfoSource caches = allocator.as(SlabInfoSource.class);
    if (caches != null) {
      ImmutableList<SlabInfo> infos = caches.slabInfo();
      boolean smp = machine.profile().cpus() > 1;
      for (SlabInfoFormat format : SlabInfoFormat.values()) {
        String name = "slabinfo-" + format.version();
        texts.put(name, format.text(infos, false, smp));
        texts.put(name + "-statistics", format.text(infos, true, smp));
      }
    }
    AccountingReport accounting = accounting(allocator);
    if (accounting != null) {
      texts.put("kmalloc", accounting.kmalloc());
    }
    return texts.buildOrThrow();
  }

  /** The account kept of an allocator, or null if there is none. */
  public static @Nullable AccountingReport accounting(KernelAllocator allocator) {
    KmallocAccounting accounting = allocator.as(KmallocAccounting.class);
    return accounting == null ? null : accounting.accounting();
  }

  /** The zone of x86-64 that all of a machine's memory would lie in, or its largest part. */
  private static String zone(long bytes) {
    if (bytes <= DMA_BYTES) {
      return "DMA";
    }
    return bytes <= DMA32_BYTES ? "DMA32" : "Normal";
  }

  /** An allocator that does not report its frames. */
  private static final class Unreported implements SlabPages {

    @Override
    public long reclaimableFrames() {
      return 0;
    }

    @Override
    public long unreclaimableFrames() {
      return 0;
    }
  }
}
