package dev.tollgate.core.allocator;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether a run keeps account of who holds which kernel memory, and how /proc/kmalloc shows it. */
public enum AllocatorAccounting {
  /** No account is kept. */
  NONE,
  /** As in Linux-tiny, with its defects. */
  TINY,
  /** Without the defects. */
  REPAIRED;

  /** How /proc/kmalloc keeps its books; null if no account is kept. */
  public @Nullable KmallocForm form() {
    return switch (this) {
      case NONE -> null;
      case TINY -> KmallocForm.TINY;
      case REPAIRED -> KmallocForm.REPAIRED;
    };
  }

  /** Its name in settings. */
  public String id() {
    return Ascii.toLowerCase(name());
  }

  /** The names of all. */
  public static ImmutableList<String> ids() {
    return Arrays.stream(values())
        .map(AllocatorAccounting::id)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The one with a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static AllocatorAccounting of(String id) {
    return valueOf(Ascii.toUpperCase(id));
  }
}
