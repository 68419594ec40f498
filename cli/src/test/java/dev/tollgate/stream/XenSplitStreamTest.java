package dev.tollgate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.run.RunResult;
import org.junit.jupiter.api.Test;

/**
 * A stream of domU, through split drivers and dom0: what each packet takes, as counts (Xen's
 * netback and netfront of May 2007, copying receiver, no segmentation). Every byte is compared on
 * the way.
 */
class XenSplitStreamTest {

  private static RunResult run(String test, String... settings) {
    ImmutableList<String> all =
        ImmutableList.<String>builder()
            .add(
                "machine.ram=512M",
                "environment.xen-domu.domu-memory=64M",
                "workload.stream.duration=20ms",
                "workload.stream.test=" + test)
            .add(settings)
            .build();
    return Streams.TOLLGATE.run(
        Streams.TOLLGATE
            .configure(Streams.TOLLGATE.settings().withOverrides(all))
            .runSpec("x460", "xen-domu", "calgary", "native", "slab", "stream"));
  }

  @Test
  void aReceivedPacketTakesOneCopyAndAPartOfOneCrossing() {
    RunResult run = run("TCP_STREAM");

    long packets = run.value("split.net.to-guest.packets");
    assertThat(packets).isGreaterThan(1000);
    assertThat(run.value("hypervisor.grants.copies"))
        .isEqualTo(packets)
        .isEqualTo(run.value("split.net.to-guest.copies"));
    assertThat(run.value("split.net.to-guest.batches")).isLessThan(packets / 2);
    assertThat(run.value("hypervisor.batches") - run.value("hypervisor.iommu.requests"))
        .as(
            "multicalls that are not for the I/O table: one for each batch, unless an event cuts it")
        .isBetween(
            run.value("split.net.to-guest.batches"),
            run.value("split.net.to-guest.batches") + run.value("hypervisor.upcalls") / 20);
    assertThat(run.value("split.net.signals.to-guest"))
        .as("signals are held off")
        .isLessThanOrEqualTo(
            run.value("split.net.to-guest.batches")
                + run.value("split.net.from-guest.unmap-batches"));
  }

  @Test
  void anAcknowledgementIsTwoMapsForDom0OneOfThemOfTheGuestsPage() {
    RunResult run = run("TCP_STREAM");

    long acknowledgements = run.value("split.net.from-guest.packets");
    assertThat(run.value("split.net.from-guest.mappings")).isEqualTo(acknowledgements);
    assertThat(run.value("split.net.header-bytes")).isEqualTo(64 * acknowledgements);
    long received = run.value("split.net.to-guest.packets");
    assertThat(run.value("dma.maps"))
        .isBetween(received + 2 * acknowledgements - 20, received + 2 * acknowledgements + 220);
  }

  @Test
  void aSentPacketTakesAMapAndAnUnmapForEachOfItsPages() {
    RunResult run = run("TCP_MAERTS");

    long pages = run.value("split.net.from-guest.mappings");
    assertThat(run.value("hypervisor.grants.mapped")).as("and two rings").isEqualTo(pages + 2);
    assertThat(run.value("hypervisor.grants.unmapped")).isEqualTo(pages + 2);
    assertThat(run.value("hypervisor.crossings.grants"))
        .as("one to map what waits, one to unmap what is done; and for the rings")
        .isEqualTo(
            run.value("split.net.from-guest.batches")
                + run.value("split.net.from-guest.unmap-batches")
                + 2);
    assertThat(run.value("hypervisor.grants.refused")).isZero();
  }

  @Test
  void noFrameOfDomUIsReachableAfterItLeftAndBusyTimeHasNoRest() {
    RunResult run = run("TCP_MAERTS");

    assertThat(run.value("hypervisor.iommu.refused")).isZero();
    assertThat(run.value("hypervisor.frames.left.mapped")).isZero();
    assertThat(run.value("hypervisor.frames.left.cached")).isZero();
    assertThat(
            run.value("hypervisor.cpu.busy.dom0")
                + run.value("hypervisor.cpu.busy.domu")
                + run.value("hypervisor.cpu.busy.hypervisor"))
        .isEqualTo(run.value("cpu.busy"));
  }
}
