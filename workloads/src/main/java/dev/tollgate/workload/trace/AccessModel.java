package dev.tollgate.workload.trace;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A named guess of which accesses a device makes between a map and an unmap, for traces without a
 * device log.
 *
 * <p>All models that touch a mapping touch each of its pages once, in ascending order: so did the
 * devices of all three logs, in 25 424 of 25 431 pages. They differ in when. The time between a map
 * and an unmap is not known at the map, so the first access comes after a delay drawn from what was
 * measured, further pages follow at a fixed gap, and whatever is left when the unmap comes happens
 * just before it: a driver unmaps when the device has finished. {@link AccessSchedule} carries this
 * out. {@code docs/traces.md} has the fit.
 *
 * <p>An access is one DMA operation on one page, as in {@link UnitEvent}.
 */
public final class AccessModel {

  /** The device touches nothing: only the kernel's side is priced. */
  public static final AccessModel NONE =
      new AccessModel("none", "no accesses", false, AccessDelays.always(0), 0, 0);

  /** Every page once, at the moment of the map: the earliest possible. */
  public static final AccessModel ONCE_PER_PAGE =
      new AccessModel(
          "once-per-page", "each page once, at once", true, AccessDelays.always(0), 0, 0);

  /**
   * A network card under TCP load. Buffers to send are fetched at once; buffers to receive, and
   * those whose direction is not known, wait in a ring of 255 for their turn.
   */
  public static final AccessModel FITTED_NIC =
      new AccessModel(
          "fitted-nic",
          "as an e1000e card receiving TCP at full load",
          true,
          AccessDelays.ofMicros(0, 10, 15, 19, 22, 24, 27, 31, 37, 54, 3082),
          AccessDelays.ofMicros(
              6095, 8411, 9585, 10588, 12116, 13419, 14925, 16169, 18190, 22327, 154379),
          2_000,
          2_342);

  /**
   * A fast disk: a buffer is mapped when its request is issued. The gap between pages is borrowed
   * from the network card, as the log has mappings of one page only.
   */
  public static final AccessModel FITTED_NVME =
      new AccessModel(
          "fitted-nvme",
          "as an NVMe disk serving 4 KiB random reads at queue depth 8",
          true,
          AccessDelays.ofMicros(5, 44, 50, 54, 60, 69, 80, 100, 159, 508, 7806),
          2_000,
          6_813);

  private static final List<AccessModel> ALL =
      List.of(FITTED_NIC, FITTED_NVME, ONCE_PER_PAGE, NONE);

  private final String name;
  private final String summary;
  private final boolean touches;
  private final AccessDelays sendDelays;
  private final AccessDelays receiveDelays;
  private final long gapNanos;
  private final int ringAccessesPerThousand;

  private AccessModel(
      String name,
      String summary,
      boolean touches,
      AccessDelays delays,
      long gapNanos,
      int ringAccessesPerThousand) {
    this(name, summary, touches, delays, delays, gapNanos, ringAccessesPerThousand);
  }

  private AccessModel(
      String name,
      String summary,
      boolean touches,
      AccessDelays sendDelays,
      AccessDelays receiveDelays,
      long gapNanos,
      int ringAccessesPerThousand) {
    this.name = name;
    this.summary = summary;
    this.touches = touches;
    this.sendDelays = sendDelays;
    this.receiveDelays = receiveDelays;
    this.gapNanos = gapNanos;
    this.ringAccessesPerThousand = ringAccessesPerThousand;
  }

  /** Returns all models, the fitted ones first. */
  public static List<AccessModel> all() {
    return ALL;
  }

  /**
   * Returns the model of this name.
   *
   * @throws dev.tollgate.core.error.BadInputException if there is none, naming those there are
   */
  public static AccessModel named(String name) {
    return ALL.stream()
        .filter(model -> model.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                TraceErrors.noSuch(
                    "access model",
                    name,
                    ALL.stream().map(AccessModel::name).collect(Collectors.joining(", "))));
  }

  /** Returns the name to choose it by. */
  public String name() {
    return name;
  }

  /** Returns in a few words what it stands for. */
  public String summary() {
    return summary;
  }

  /** Tells whether the device touches mapped pages at all. */
  public boolean touches() {
    return touches;
  }

  /** Returns when a buffer that moves this way is first touched, counted from its map. */
  public AccessDelays delays(TransferDirection direction) {
    return direction == TransferDirection.TO_DEVICE ? sendDelays : receiveDelays;
  }

  /** Returns the time from one page of a mapping to the next, in nanoseconds. */
  public long gapNanos() {
    return gapNanos;
  }

  /**
   * Returns how often, for 1000 pages of data, the device touches memory that stays mapped:
   * descriptor rings, completion queues. It hits the IOTLB nearly always and crowds data out of it.
   */
  public int ringAccessesPerThousand() {
    return ringAccessesPerThousand;
  }

  @Override
  public String toString() {
    return name;
  }
}
