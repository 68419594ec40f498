package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.error.InvariantViolation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contradictions that the check at the end of a run must find, and states that it must allow. */
class DartCheckTest {

  private Dart dart = Dart.with();
  private long page;

  @BeforeEach
  void mapOnePage() {
    dart = Dart.with();
    page = dart.map(1, 0x300);
    assertThat(dart.frameAt(page)).isEqualTo(0x300);
  }

  @Test
  void anEntryThatNobodyStoredIsFound() {
    tamper(40, 0x8000_0007);
    finds("its table has 2 entries past the dummy page with sum");
  }

  @Test
  void anEntryThatVanishedIsFound() {
    tamper(page, (int) DartEntry.of(dart.dummy()));
    finds("its table has 0 entries past the dummy page");
  }

  @Test
  void anEntryThatLeadsElsewhereIsFound() {
    tamper(page, 0x8000_0301);
    finds("its table has 1 entries past the dummy page with sum");
  }

  @Test
  void anEntryThatTheDriverNeverBuildsIsFound() {
    tamper(40, 0x0000_0007);
    finds("entry 40 is 0x7, which the driver never builds");
  }

  @Test
  void aTableThatADeviceCouldRewriteIsNotHeldAgainstTheModel() {
    long table = dart.driver().table().base() >> 12;
    long door = dart.map(1, table);
    tamper(40, 0x0000_0007);
    finds("entry 40");
    assertThat(dart.frameAt(door)).isEqualTo(table);
    assertThatCode(dart.iommu::check).doesNotThrowAnyException();
    assertThat(dart.bridge().tableReaches()).isEqualTo(1);
  }

  @Test
  void theFrameBehindTheTableIsNotTheTable() {
    long behind = (dart.driver().table().base() >> 12) + 4;
    dart.frameAt(dart.map(1, behind));
    assertThat(dart.bridge().tableReaches()).isZero();
  }

  @Test
  void aCachedEntryThatIsNoEntryIsFound() {
    dart.bridge().tlb().fill(0, 41, 0x7000);
    finds("its TLB holds 0x7000 for I/O page 41");
  }

  @Test
  void aCachedEntryOutsideTheTableIsFound() {
    dart.bridge().tlb().fill(0, 4096, 0x8000_0007L);
    finds("its TLB holds 0x80000007 for I/O page 4096");
  }

  @Test
  void aStaleEntryThatShadowsAMappingIsFound() {
    dart.bridge().tlb().fill(0, page, 0x8000_0299L);
    finds("its TLB holds 0x80000299 for I/O page 0, which was mapped to 0x80000300 since");
  }

  @Test
  void aStaleEntryOfAnUnmappedPageIsAllowed() {
    dart.unmap(page, 1);
    assertThat(dart.frameAt(page)).isEqualTo(0x300);
    assertThatCode(dart.iommu::check).doesNotThrowAnyException();
  }

  @Test
  void aShadowIsAllowedWhileTheTableIsDirty() {
    dart = Dart.with("model", "u3", "allocator", "pools");
    dart.frameAt(1);
    assertThat(dart.mapInCall(1, 0x300)).isEqualTo(1);
    assertThat(dart.frameAt(1)).isEqualTo(dart.dummy());
    assertThatCode(dart.iommu::check).doesNotThrowAnyException();
  }

  @Test
  void aReservedPageHandedBackIsFound() {
    dart.driver().allocator().pages().bits().clear(4095, 1);
    finds("a reserved page was handed back");
  }

  @Test
  void bitsThatDisagreeWithTheCountAreFound() {
    dart.driver().allocator().pages().bits().set(77, 1);
    finds("its bitmap's bits and counts disagree");
  }

  @Test
  void aLockLeftHeldIsFound() {
    dart.iommu.unmap(0, page, 1);
    finds("a lock is held after the last call");
    dart = Dart.with("allocator", "pools");
    dart.iova().allocate(5000, 1, Dart.NO_BOUNDARY);
    finds("a lock is held after the last call");
  }

  @Test
  void policiesMayKeepEntriesBeyondTheirPagesAndPagesBeyondTheirEntries() {
    dart.iova().free(page, 1); // never unmaps
    dart.iommu.endOfCall(0);
    assertThat(DartCheck.unownedEntries(dart.driver())).isEqualTo(1);
    long kept = dart.map(1, 0x400);
    dart.iommu.unmap(0, kept, 1); // gives its page back later
    dart.iommu.endOfCall(0);
    dart.iommu.map(0, 2000, 1, 6, DmaDirection.TO_DEVICE); // chose its page itself
    dart.iommu.endOfCall(0);
    assertThatCode(dart.iommu::check).doesNotThrowAnyException();
    assertThat(DartCheck.unownedEntries(dart.driver())).isEqualTo(2);
  }

  @Test
  void mappingOverAMappingIsCountedOnce() {
    dart.iommu.map(0, page, 1, 6, DmaDirection.TO_DEVICE);
    dart.iommu.endOfCall(0);
    assertThat(dart.driver().table().live()).isEqualTo(1);
    dart.iommu.check();
  }

  private void tamper(long ioPage, int entry) {
    dart.machine.memory().writeIntBigEndian(dart.driver().table().base() + 4 * ioPage, entry);
  }

  private void finds(String text) {
    assertThatThrownBy(dart.iommu::check)
        .isInstanceOf(InvariantViolation.class)
        .hasMessageStartingWith("dart: ")
        .hasMessageContaining(text);
  }
}
