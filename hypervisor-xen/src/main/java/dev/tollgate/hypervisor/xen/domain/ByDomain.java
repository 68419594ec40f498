package dev.tollgate.hypervisor.xen.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something for some of the domains, by number: looked up several times at each hypercall. */
public final class ByDomain<T> {

  private @Nullable Object[] values = {};

  /** What there is for a domain; null if nothing, and for numbers that no domain can have. */
  @SuppressWarnings("unchecked") // put takes nothing else
  public @Nullable T get(int domain) {
    return domain >= 0 && domain < values.length ? (T) values[domain] : null;
  }

  /** Puts something in the place of what there is. */
  public void put(int domain, T value) {
    if (domain >= values.length) {
      values = Arrays.copyOf(values, domain + 1);
    }
    values[domain] = value;
  }

  /** Takes away what there is; null if there is nothing. */
  public @Nullable T remove(int domain) {
    T value = get(domain);
    if (value != null) {
      values[domain] = null;
    }
    return value;
  }

  /** All there are, by the domains' numbers; a copy. */
  @SuppressWarnings("unchecked") // put takes nothing else
  public List<T> all() {
    List<T> all = new ArrayList<>();
    for (Object value : values) {
      if (value != null) {
        all.add((T) value);
      }
    }
    return all;
  }
}
