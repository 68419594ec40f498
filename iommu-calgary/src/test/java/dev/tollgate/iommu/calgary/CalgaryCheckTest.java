package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.InvariantViolation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contradictions that the check at the end of a run must find, and states that it must allow. */
class CalgaryCheckTest {

  private Calgary calgary = Calgary.with();
  private long page;

  @BeforeEach
  void mapOnePage() {
    calgary = Calgary.with();
    page = calgary.map(1, 5, DmaDirection.FROM_DEVICE);
    assertThat(calgary.frameAt(page, true)).isEqualTo(5);
  }

  @Test
  void anEntryThatNobodyStoredIsFound() {
    tamper(40, 0x7003);
    finds("its table has 2 entries with sum 0xc006, but 1 with sum 0x5003 were stored");
  }

  @Test
  void anEntryThatVanishedIsFound() {
    tamper(page, 0);
    finds("its table has 0 entries");
  }

  @Test
  void anEntryThatTheDriverNeverBuildsIsFound() {
    tamper(40, 0x7002);
    finds("entry 40 is 0x7002, which the driver never builds");
  }

  @Test
  void aTableThatADeviceCouldRewriteIsNotHeldAgainstTheModel() {
    long table = calgary.driver().table().base() >> 12;
    long door = calgary.map(1, table, DmaDirection.FROM_DEVICE);
    assertThat(calgary.frameAt(door, true)).isEqualTo(table);
    tamper(40, 0x7002);
    assertThatCode(calgary.iommu::check).doesNotThrowAnyException();
  }

  @Test
  void aTableThatADeviceCouldOnlyReadIsStillChecked() {
    long table = calgary.driver().table().base() >> 12;
    long door = calgary.map(1, table, DmaDirection.TO_DEVICE);
    assertThat(calgary.frameAt(door, false)).isEqualTo(table);
    tamper(40, 0x7002);
    finds("entry 40");
  }

  @Test
  void aCachedEntryThatIsNoEntryIsFound() {
    calgary.bridge().tceCache().fill(0, 41, 0x7000);
    finds("its TCE cache holds 0x7000 for I/O page 41");
  }

  @Test
  void aCachedEntryOutsideTheTableIsFound() {
    calgary.bridge().tceCache().fill(0, 8192, 0x7003);
    finds("its TCE cache holds I/O page 8192, which is not translated");
  }

  @Test
  void moreStaleEntriesThanStoresAreFound() {
    calgary.iommu.invalidateAll(0);
    calgary.bridge().tceCache().fill(0, page, 0x7003);
    finds("1 cached entries differ from the table, but only 0 were stored since the last flush");
  }

  @Test
  void aReservedPageHandedBackIsFound() {
    calgary.driver().allocator().bitmap().free(160, 1);
    finds("its bitmap's bits and counts disagree", "reserved I/O page 160 was handed back");
  }

  @Test
  void aLockLeftHeldIsFound() {
    calgary.iommu.unmap(0, page, 1);
    finds("its lock is held after the last call");
  }

  @Test
  void policiesMayKeepEntriesBeyondTheirPagesAndPagesBeyondTheirEntries() {
    calgary.iova().free(page, 1); // never unmaps
    calgary.iommu.endOfCall(0);
    assertThat(CalgaryCheck.unownedEntries(calgary.driver())).isEqualTo(1);
    long kept = calgary.map(1, 6, DmaDirection.TO_DEVICE);
    calgary.iommu.unmap(0, kept, 1); // gives its page back later
    calgary.iommu.endOfCall(0);
    calgary.iommu.map(0, 5000, 1, 6, DmaDirection.TO_DEVICE); // chose its page itself
    calgary.iommu.endOfCall(0);
    assertThatCode(calgary.iommu::check).doesNotThrowAnyException();
    assertThat(CalgaryCheck.unownedEntries(calgary.driver())).isEqualTo(2);
  }

  @Test
  void mappingOverAMappingIsCountedOnce() {
    calgary.iommu.map(0, page, 1, 6, DmaDirection.TO_DEVICE);
    calgary.iommu.endOfCall(0);
    assertThat(calgary.driver().table().valid()).isEqualTo(1);
    calgary.iommu.check();
  }

  private void tamper(long ioPage, long tce) {
    calgary.machine.memory().writeLongBigEndian(calgary.driver().table().base() + 8 * ioPage, tce);
  }

  private void finds(String... oneOf) {
    assertThatThrownBy(calgary.iommu::check)
        .isInstanceOf(InvariantViolation.class)
        .hasMessageStartingWith("calgary bus 0: ")
        .satisfies(
            e -> assertThat(oneOf).anyMatch(text -> String.valueOf(e.getMessage()).contains(text)));
  }
}
