package dev.tollgate.core.allocator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The places in the kernel that call an allocator, numbered as they are first named. */
final class CallSites {

  private final List<CallSite> sites = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Knows only number 0: somebody, nobody knows who. */
  CallSites() {
    number(CallSite.UNKNOWN);
  }

  /** The number of a place, a new one if it was not named before. */
  int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    int number = sites.size();
    sites.add(CallSite.of(name, number));
    numbers.put(name, number);
    return number;
  }

  /**
   * The place with a number.
   *
   * @throws IllegalArgumentException if none has it
   */
  CallSite site(int number) {
    if (number < 0 || number >= sites.size()) {
      throw new IllegalArgumentException("no call site has the number " + number);
    }
    return sites.get(number);
  }

  /** How many there are, number 0 included. */
  int count() {
    return sites.size();
  }
}
