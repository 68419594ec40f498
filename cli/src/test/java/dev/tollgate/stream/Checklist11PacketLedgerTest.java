package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.run.RunResult;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Point 11, and the ledger of each packet: what domU's packets take on their way through split
 * drivers and dom0, as exact counts of Xen's steps (netback and netfront of May 2007, no
 * segmentation). Every byte is compared on the way.
 */
class Checklist11PacketLedgerTest {

  /** Packets between two of the places where they are counted when the run ends. */
  private static final Offset<Long> IN_FLIGHT = Offset.offset(64L);

  private static RunResult run(String iommu, String policy, String... settings) {
    ImmutableList<String> all =
        ImmutableList.<String>builder()
            .add("machine.ram=512M", "environment.xen-domu.memory=128M")
            .add("environment.xen-domu.domu-memory=64M", "workload.stream.duration=20ms")
            .addAll(
                Stream.of(settings)
                    .map(
                        setting ->
                            (setting.startsWith("receive")
                                    ? "environment.xen-domu."
                                    : "workload.stream.")
                                + setting)
                    .toList())
            .build();
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(all))
            .runSpec("x460", "xen-domu", iommu, policy, "slab", "stream"));
  }

  private static long steps(RunResult run, String step) {
    return run.cycles().stream()
        .filter(entry -> entry.step().id().equals(step))
        .mapToLong(CycleLedger.Entry::count)
        .sum();
  }

  private static long sum(RunResult run, String... metrics) {
    return Stream.of(metrics).mapToLong(run::value).sum();
  }

  @Test
  void aReceivedPacketIsCopiedOnceByAMulticallWithOneGrantCallForAllThatWait() {
    RunResult run = run("off", "off");

    long packets = run.value("split.net.to-guest.packets");
    assertThat(packets).isGreaterThan(1000);
    assertThat(run.value("hypervisor.grants.copies"))
        .isEqualTo(packets)
        .isEqualTo(run.value("split.net.to-guest.copies"));
    long batches = run.value("split.net.to-guest.batches");
    assertThat(batches).isLessThan(packets / 2);
    assertThat(run.value("hypervisor.batches"))
        .isEqualTo(batches + run.value("hypervisor.batches.cut"));
    assertThat(run.value("hypervisor.batches.calls")).as("one grant call each").isEqualTo(batches);
    assertThat(run.value("split.net.flip-bytes")).as("copied by dom0").isZero();
    assertThat(steps(run, "update-va") + steps(run, "memory-extent")).isZero();
    assertThat(run.value("split.net.signals.to-guest"))
        .as("signals are held off")
        .isLessThanOrEqualTo(batches + run.value("split.net.from-guest.unmap-batches"));
  }

  @Test
  void aFlippedPacketIsCopiedByDom0AndChangesThreeMappingsTwoEntriesOfM2PAndTwoReservations() {
    RunResult run = run("off", "off", "receive=flip");

    long packets = run.value("split.net.to-guest.packets");
    assertThat(packets).isGreaterThan(1000);
    assertThat(run.value("hypervisor.grants.transfers"))
        .isEqualTo(packets)
        .isEqualTo(run.value("split.net.to-guest.flips"));
    assertThat(run.value("hypervisor.grants.copies")).isZero();
    assertThat(run.value("split.net.flip-bytes"))
        .as("one copy of each frame of 1514 bytes, by dom0")
        .isEqualTo(1514 * packets);
    long offered = run.value("split.net.pages-offered");
    assertThat(offered).as("each page on offer at the end was waiting").isGreaterThan(packets);
    assertThat(steps(run, "update-va"))
        .as("dom0's page to the replacement; domU's to nothing, and to what came")
        .isEqualTo(packets + 2 * offered);
    assertThat(steps(run, "machphys-update")).isEqualTo(packets + offered);
    assertThat(steps(run, "grant-transfer")).isEqualTo(packets);
    long unused = run.value("split.net.to-guest.frames-taken") - packets;
    assertThat(steps(run, "memory-extent"))
        .as("taken by dom0, given by domU; at the end what neither had used goes back")
        .isEqualTo(packets + offered + 2 * unused + (offered - packets));
  }

  @Test
  void aFlippedPacketTakesPartsOfThreeMulticallsAndOfOneMemoryCallForSixtyFour() {
    RunResult run = run("off", "off", "receive=flip");

    long packets = run.value("split.net.to-guest.packets");
    long offered = run.value("split.net.pages-offered");
    long sent = run.value("split.net.to-guest.batches");
    long placed = run.value("split.net.pages-placed.batches");
    long given = run.value("split.net.pages-given-back.batches");
    assertThat(run.value("hypervisor.batches"))
        .as("netback's, netfront's and its refill's; one more puts everything back at the end")
        .isEqualTo(sent + placed + given + 1 + run.value("hypervisor.batches.cut"));
    assertThat(run.value("hypervisor.batches.calls"))
        .as("n mappings, M2P and transfer; n mappings and M2P; n mappings and reservation")
        .isEqualTo(packets + 2 * sent + offered + placed + 1 + offered + given);
    assertThat(run.value("split.net.to-guest.frames-taken"))
        .isEqualTo(64 * run.value("split.net.to-guest.frame-batches"));
    assertThat(run.value("split.net.to-guest.frame-batches")).isEqualTo((packets + 63) / 64);
    assertThat(steps(run, "tlb-flush"))
        .as("one for each of netback's and the refill's, and each unmapping")
        .isEqualTo(sent + given + run.value("split.net.from-guest.unmap-batches") + 1);
  }

  @Test
  void grantsAreWrittenAndEndedWithoutACrossing() {
    for (String receive : new String[] {"copy", "flip"}) {
      RunResult run = run("off", "off", "receive=" + receive);

      long sent = run.value("split.net.from-guest.mappings");
      assertThat(steps(run, "grant-entry"))
          .as("pages offered, pages sent that dom0 took, two rings: each made and ended")
          .isCloseTo(2 * (run.value("split.net.pages-offered") + sent + 2), IN_FLIGHT);
    }
  }

  @ParameterizedTest
  @CsvSource({"TCP_STREAM,copy", "TCP_STREAM,flip", "TCP_MAERTS,copy", "TCP_MAERTS,flip"})
  void aSentPacketTakesAMapAndAnUnmapForEachOfItsPages(String test, String receive) {
    RunResult run = run("calgary", "native", "test=" + test, "receive=" + receive);

    long pages = run.value("split.net.from-guest.mappings");
    assertThat(run.value("hypervisor.grants.mapped")).as("and two rings").isEqualTo(pages + 2);
    assertThat(run.value("hypervisor.grants.unmapped")).isEqualTo(pages + 2);
    assertThat(run.value("hypervisor.crossings.grants"))
        .as("one to map what waits, one to unmap what is done; and for the rings")
        .isEqualTo(
            sum(run, "split.net.from-guest.batches", "split.net.from-guest.unmap-batches") + 2);
    assertThat(run.value("hypervisor.grants.refused")).isZero();
  }

  @Test
  void anUnmappingOfAllPagesThatAreDoneFlushesTlbsOnce() {
    RunResult run = run("off", "off", "test=TCP_MAERTS");

    assertThat(steps(run, "tlb-flush"))
        .as("and one for the rings")
        .isEqualTo(run.value("split.net.from-guest.unmap-batches") + 1);
  }

  @Test
  void anAcknowledgementIsTwoMapsForDom0OneOfThemOfTheGuestsPage() {
    RunResult shorter = run("calgary", "native", "duration=10ms");
    RunResult longer = run("calgary", "native", "duration=30ms");
    long received = more(shorter, longer, "split.net.to-guest.packets");
    long acknowledged = more(shorter, longer, "split.net.from-guest.packets");

    assertThat(more(shorter, longer, "split.net.from-guest.mappings"))
        .as("one grant for each acknowledgement")
        .isEqualTo(acknowledged);
    assertThat(more(shorter, longer, "dma.maps"))
        .as("a buffer for each packet; 64 bytes of header and 2 granted ones for each answer")
        .isCloseTo(received + 2 * acknowledged, IN_FLIGHT);
    assertThat(longer.value("split.net.header-bytes"))
        .isEqualTo(64 * longer.value("split.net.from-guest.packets"));
  }

  private static long more(RunResult shorter, RunResult longer, String metric) {
    return longer.value(metric) - shorter.value(metric);
  }

  @ParameterizedTest
  @CsvSource({"TCP_STREAM,copy", "TCP_STREAM,flip", "TCP_MAERTS,copy", "TCP_MAERTS,flip"})
  void noFrameLeavesWhileItIsReachableAndBusyTimeHasNoRest(String test, String receive) {
    RunResult run = run("calgary", "native", "test=" + test, "receive=" + receive);

    assertThat(run.value("hypervisor.iommu.refused")).isZero();
    assertThat(run.value("hypervisor.frames.left.mapped")).isZero();
    assertThat(run.value("hypervisor.frames.left.cached")).isZero();
    assertThat(
            sum(
                run,
                "hypervisor.cpu.busy.dom0",
                "hypervisor.cpu.busy.domu",
                "hypervisor.cpu.busy.hypervisor"))
        .isEqualTo(run.value("cpu.busy"));
  }
}
