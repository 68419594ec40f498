package dev.tollgate.core.safety;

import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import org.junit.jupiter.api.Test;

/** How the meters read when nothing stands between devices and memory. */
class UntranslatedTest {

  private static final long MS = 1_000_000_000; // picoseconds

  private final Machine machine = Machines.small();
  private final ExposureLedger ledger = new ExposureLedger(machine, 2);

  UntranslatedTest() {
    ledger.untranslated();
  }

  private Metrics finish() {
    ledger.finish();
    return Metrics.of(ledger);
  }

  @Test
  void allMemoryIsReachableAllTheTime() {
    ledger.granted(0, 0x40000, 1000, 0x40000, FROM_DEVICE);
    machine.advanceTo(2 * MS);
    ledger.revoked(0, 0x40000, 1000, FROM_DEVICE);
    machine.advanceTo(5 * MS);

    Metrics metrics = finish();

    assertThat(metrics.get("reach.total")).isEqualTo(5 * Machines.RAM);
    assertThat(metrics.get("reach.total.mean")).isEqualTo(1000 * Machines.RAM);
    assertThat(metrics.get("reach.entitled")).isEqualTo(2000);
    assertThat(metrics.get("reach.sub-page")).isEqualTo(2 * 3096);
    assertThat(metrics.get("reach.stale")).isEqualTo(3 * 4096);
    assertThat(metrics.get("reach.standing")).isEqualTo(5 * Machines.RAM - 2 * 4096 - 3 * 4096);
    assertThat(metrics.get("rights.read")).isEqualTo(2000);
    assertThat(metrics.get("cross-device")).isEqualTo(2000);
    assertThat(metrics.get("pinned.bytes")).isEqualTo(2 * 4096);
    assertThat(metrics.get("pinned.pages.peak")).isEqualTo(1);
  }

  @Test
  void windowEndsOnlyWhenThePageIsMappedAgain() {
    ledger.granted(0, 0x40000, 100, 0x40000, TO_DEVICE);
    machine.advanceTo(1 * MS);
    ledger.revoked(0, 0x40000, 100, TO_DEVICE);
    machine.advanceTo(4 * MS);
    ledger.granted(1, 0x40800, 100, 0x40800, TO_DEVICE);
    ledger.revoked(1, 0x40800, 100, TO_DEVICE);
    machine.advanceTo(9 * MS);

    Metrics metrics = finish();

    assertThat(metrics.get("stale.windows")).isEqualTo(2);
    assertThat(metrics.get("stale.max")).isEqualTo(3 * MS);
    assertThat(metrics.get("stale.open")).isEqualTo(1);
    assertThat(metrics.get("stale.open.max")).isEqualTo(5 * MS);
    assertThat(metrics.get("worst.open.max")).isEqualTo(5 * MS);
    assertThat(metrics.get("late.reached")).isEqualTo(2);
    assertThat(metrics.get("late.absorbed")).isZero();
    assertThat(metrics.get("late.detected")).isZero();
  }

  @Test
  void straysAreNeverDetected() {
    ledger.granted(0, 0x40000, 100, 0x40000, TO_DEVICE);
    ledger.accessed(0, 0x40000, 100, false, 0x40000);
    ledger.accessed(0, 0x40800, 8, false, 0x40800);
    ledger.accessed(1, 0x40000, 8, false, 0x40000);
    ledger.accessed(0, 0x70000, 8, true, 0x70000);
    ledger.revoked(0, 0x40000, 100, TO_DEVICE);
    ledger.accessed(0, 0x40000, 8, true, 0x40000);

    Metrics metrics = finish();

    assertThat(metrics.get("accesses.entitled")).isEqualTo(1);
    assertThat(metrics.get("stray.neighbour.reads")).isEqualTo(1);
    assertThat(metrics.get("stray.other-device.reads")).isEqualTo(1);
    assertThat(metrics.get("stray.standing.writes")).isEqualTo(1);
    assertThat(metrics.get("stray.stale.writes")).isEqualTo(1);
    assertThat(metrics.get("stray")).isEqualTo(4);
  }

  @Test
  void buffersBesideEachOtherShareTheirPage() {
    ledger.granted(0, 0x40f00, 0x200, 0x40f00, TO_DEVICE);
    ledger.granted(0, 0x41100, 0x300, 0x41100, TO_DEVICE);
    machine.advanceTo(1 * MS);

    Metrics metrics = finish();

    assertThat(metrics.get("reach.entitled")).isEqualTo(0x500);
    assertThat(metrics.get("reach.sub-page")).isEqualTo(2 * 4096 - 0x500);
    assertThat(metrics.get("pinned.pages.mapped")).isEqualTo(2);
  }

  @Test
  void buffersBeyondMemoryContradictIt() {
    ledger.granted(0, 0, Machines.RAM + 4096, 0, TO_DEVICE);
    machine.advanceTo(1 * MS);
    assertThatThrownBy(ledger::finish)
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("more bytes than memory has");
  }
}
