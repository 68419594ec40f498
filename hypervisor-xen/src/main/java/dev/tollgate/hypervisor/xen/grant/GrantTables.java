package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.ByDomain;
import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.Domains;
import dev.tollgate.hypervisor.xen.domain.ReferenceCounts;
import dev.tollgate.hypervisor.xen.domain.ReferenceHolder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grant tables of all domains. That of a domain which is gone stays until nobody uses any of
 * its grants.
 */
public final class GrantTables implements ReferenceHolder {

  private final Domains domains;
  private final DeviceMapper mapper;
  private final GrantLimits limits;
  private final ByDomain<GrantUser> users = new ByDomain<>();
  private final List<GrantTable> leftOver = new ArrayList<>();

  /** No tables yet. */
  public GrantTables(Domains domains, DeviceMapper mapper, GrantLimits limits) {
    this.domains = domains;
    this.mapper = mapper;
    this.limits = limits;
  }

  /** The table of a domain that lives, or null; made when somebody first asks. */
  public @Nullable GrantTable table(int domain) {
    GrantUser user = users.get(domain);
    if (user != null) {
      return user.table();
    }
    Domain living = domains.find(domain);
    return living == null ? null : add(living).table();
  }

  private GrantUser add(Domain domain) {
    GrantUser user =
        new GrantUser(
            domain,
            new GrantTable(domains, domain, limits.frames()),
            new Maptrack(limits.handles()),
            new DeviceMappings(domain, mapper, domains.frames().size()),
            new MappedFrames(domains.frames().size()));
    users.put(domain.id(), user);
    return user;
  }

  /** Grants that a domain has mapped. */
  public int mapped(int domain) {
    return userOf(domain).maptrack().used();
  }

  /**
   * Whether a domain has a frame of the machine mapped through a grant, for writing if that is
   * asked.
   *
   * @param frame one that there is
   */
  public boolean hasMapped(int domain, long frame, boolean toWrite) {
    GrantUser user = users.get(domain);
    return user != null && user.frames().contains(frame, toWrite);
  }

  GrantUser userOf(int domain) {
    GrantUser user = users.get(domain);
    if (user != null) {
      return user;
    }
    Domain living = domains.find(domain);
    if (living == null) {
      throw new IllegalStateException("there is no domain %d".formatted(domain));
    }
    return add(living);
  }

  /** A domain's table after the domain has ended and let go of what it had mapped. */
  public void remove(Domain domain) {
    GrantUser user = users.remove(domain.id());
    if (user != null) {
      leftOver.add(user.table());
      collect();
    }
  }

  /** Frees the tables of ended domains that nobody uses any more. */
  void collect() {
    leftOver.removeIf(
        table -> {
          if (!table.isInUse()) {
            table.retire();
          }
          return !table.isInUse();
        });
  }

  boolean hasLeftOvers() {
    return !leftOver.isEmpty();
  }

  @Override
  public void countReferences(ReferenceCounts counts) {
    users.all().forEach(user -> user.table().countReferences(counts));
    leftOver.forEach(table -> table.countReferences(counts));
  }
}
