package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.InvariantViolation;
import org.junit.jupiter.api.Test;

class SectorContentTest {

  private final SectorContent content = new SectorContent(7);
  private final byte[] bytes = new byte[2 * SectorContent.BYTES];

  @Test
  void aSectorKnowsItsOwnNumberAndVersion() {
    content.fill(1L << 40, 12, bytes, 100);

    assertThat(content.versionIn(bytes, 100, 1L << 40)).isEqualTo(12);
    assertThat(content.versionIn(bytes, 100, (1L << 40) + 1)).isEqualTo(SectorContent.FOREIGN);
  }

  @Test
  void everySingleByteCounts() {
    content.fill(9, 3, bytes, 0);
    for (int i = 0; i < SectorContent.BYTES; i++) {
      bytes[i] ^= 1;
      assertThat(content.versionIn(bytes, 0, 9)).as("byte " + i).isNotEqualTo(3);
      bytes[i] ^= 1;
    }
  }

  @Test
  void memoryOfZerosIsNoSector() {
    assertThat(content.versionIn(bytes, 0, 0)).isEqualTo(SectorContent.FOREIGN);
  }

  @Test
  void anotherSeedGivesOtherBytes() {
    content.fill(9, 3, bytes, 0);

    assertThat(new SectorContent(8).versionIn(bytes, 0, 9)).isEqualTo(SectorContent.FOREIGN);
  }

  @Test
  void theDiskHoldsTheVersionThatArrived() {
    Platters platters = new Platters("disk", content);
    content.fill(5, 1, bytes, 0);
    content.fill(6, 4, bytes, SectorContent.BYTES);

    platters.store(5, 2, bytes);

    assertThat(platters.version(5)).isEqualTo(1);
    assertThat(platters.version(6)).isEqualTo(4);
    assertThat(platters.version(7)).isEqualTo(0);
    byte[] loaded = new byte[SectorContent.BYTES];
    platters.load(6, 1, loaded);
    assertThat(content.versionIn(loaded, 0, 6)).isEqualTo(4);
  }

  @Test
  void theDiskRefusesWhatIsAnotherSectors() {
    Platters platters = new Platters("disk", content);
    content.fill(5, 1, bytes, 0);

    assertThatThrownBy(() -> platters.store(4, 1, bytes))
        .isInstanceOf(InvariantViolation.class)
        .hasMessage(
            "disk was to write sector 4, but read bytes that begin as sector 5, version 1 from"
                + " memory");
  }
}
