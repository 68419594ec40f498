package dev.tollgate.core.allocator;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the kernel that calls the allocator, as a trace names it.
 *
 * @param text the name as the trace has it
 * @param symbol the function, or the empty string if only the address is known
 * @param offset bytes from the function's start to the return address; 0 if not said
 * @param address of the return address; if the trace only has the function's name, a stand-in that
 *     no kernel address is equal to
 */
public record CallSite(String text, String symbol, long offset, long address) {

  /** What a place is called that nobody named. */
  static final String UNKNOWN = "unknown";

  /** Stand-ins lie that many bytes apart, so that each has a slot of its own in hash tables. */
  private static final long STAND_IN_DISTANCE = 512;

  private static final Pattern ADDRESS = Pattern.compile("(?:0x)?([0-9a-fA-F]{8,16})");
  private static final Pattern OFFSET = Pattern.compile("(.+)\\+0x([0-9a-fA-F]{1,15})");

  /**
   * Reads the forms of {@code call_site} that kernels print: {@code %lx}, and {@code %pS} with
   * offset, size and module.
   *
   * @param number of the place in the order of appearance, for its stand-in address
   */
  public static CallSite of(String text, int number) {
    Matcher hex = ADDRESS.matcher(text);
    if (hex.matches()) {
      return new CallSite(text, "", 0, Long.parseUnsignedLong(hex.group(1), 16));
    }
    long standIn = STAND_IN_DISTANCE * (number + 1);
    List<String> parts = Splitter.on('/').limit(2).splitToList(text);
    Matcher place = OFFSET.matcher(parts.get(0));
    return place.matches()
        ? new CallSite(text, place.group(1), Long.parseLong(place.group(2), 16), standIn)
        : new CallSite(text, parts.get(0), 0, standIn);
  }

  /** The last column of /proc/kmalloc: {@code %s+0x%lx}, or {@code %p} without kallsyms. */
  public String kernelText() {
    if (symbol.isEmpty()) {
      return address >>> Integer.SIZE == 0 ? "%08x".formatted(address) : "%016x".formatted(address);
    }
    return symbol.equals(UNKNOWN) ? symbol : "%s+0x%x".formatted(symbol, offset);
  }

  /** The first column of perf kmem stat: {@code alloc_skb+3b}, {@code 0xffffffff813c8fd6}. */
  public String perfText() {
    if (symbol.isEmpty()) {
      return "0x%x".formatted(address);
    }
    return symbol.equals(UNKNOWN) ? symbol : "%s+%x".formatted(symbol, offset);
  }
}
