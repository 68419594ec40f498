package dev.tollgate.iommu.calgary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.spi.IovaAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The I/O pages that are never handed out, and what becomes of accesses to them. */
class ReservedPagesTest {

  private static final long MIB = Calgary.MIB;

  @Test
  void calgaryReservesEmergencyPagesTheLegacyHoleAndItsWindow() {
    Calgary calgary = Calgary.with("table", 8 * MIB, "driver", "2008");
    assertThat(ranges(calgary)).containsExactly("0-32", "160-256", "983040-1040384");
    assertThat(calgary.driver().allocator().bitmap().reserved()).isEqualTo(32 + 96 + 57_344);
    assertThat(calgary.iova().used()).isZero();
  }

  @Test
  void theDriverOf2006KeepsOneEmergencyPage() {
    assertThat(ranges(Calgary.with("driver", "2006"))).containsExactly("0-1", "160-256");
  }

  @Test
  void calIoc2ReservesTheWholeFirstMegabyte() {
    assertThat(ranges(Calgary.with("chip", "calioc2", "driver", "2008"))).containsExactly("0-256");
  }

  @Test
  void aWindowsEndIsRoundedUpToAMegabyte() {
    assertThat(window(16 * MIB, 1)).containsExactly("4096-4352");
    assertThat(window(16 * MIB, MIB)).containsExactly("4096-4352");
    assertThat(window(16 * MIB, MIB + 1)).containsExactly("4096-4608");
    assertThat(window(16 * MIB + 8192, 4096)).containsExactly("4098-4352");
    assertThat(window(16 * MIB + 100, 1)).containsExactly("4096-4352");
    assertThat(window(16 * MIB, 0)).isEmpty();
  }

  @Test
  void windowsAreClippedToTheTable() {
    assertThat(window(31 * MIB, 4 * MIB)).containsExactly("7936-8192");
    assertThat(window(32 * MIB, 4 * MIB)).isEmpty();
    assertThat(window(3840 * MIB, 224 * MIB)).isEmpty();
  }

  @Test
  void aWindowClippedAtTheTablesEndLeavesOtherBitsAlone() {
    Calgary calgary = Calgary.with("mem1-address", 31 * MIB, "mem1-size", 256 * MIB);
    assertThat(calgary.driver().allocator().bitmap().reserved()).isEqualTo(1 + 96 + 256);
    assertThat(calgary.driver().allocator().bitmap().isConsistent()).isTrue();
  }

  @Test
  void theSecondWindowIsReservedWhereItHasASize() {
    Calgary calgary = Calgary.with("mem2-address", 8 * MIB, "mem2-size", MIB, "mem1-size", 0L);
    assertThat(ranges(calgary)).containsExactly("0-1", "160-256", "2048-2304");
    assertThat(calgary.bridge().registers().get(CalgaryRegisters.CONFIG_RW)).isEqualTo(0x2150_0000);
  }

  @Test
  void overlappingWindowsAreOneRange() {
    Calgary calgary =
        Calgary.with(
            "mem1-address",
            8 * MIB,
            "mem1-size",
            3 * MIB,
            "mem2-address",
            10 * MIB,
            "mem2-size",
            4 * MIB);
    assertThat(ranges(calgary)).containsExactly("0-1", "160-256", "2048-3584");
  }

  @Test
  void windowsBeyondFourGibAreHeldInBothHalvesOfTheRegisters() {
    Calgary calgary = Calgary.with("mem2-address", 5L << 40, "mem2-size", 3L << 40);
    PageRanges untranslated = calgary.bridge().untranslated();
    assertThat(untranslated.contains((5L << 28) - 1)).isFalse();
    assertThat(untranslated.contains(5L << 28)).isTrue();
    assertThat(untranslated.contains((8L << 28) - 1)).isTrue();
    assertThat(untranslated.contains(8L << 28)).isFalse();
  }

  @Test
  void everyOtherPageButTheLastIsHandedOut() {
    Calgary calgary = Calgary.with("driver", "2008", "mem1-address", 4 * MIB, "mem1-size", MIB);
    List<Long> expected = new ArrayList<>();
    for (long page = 0; page < 8191; page++) {
      if (page >= 32 && (page < 160 || page >= 256) && (page < 1024 || page >= 1280)) {
        expected.add(page);
      }
    }
    List<Long> given = new ArrayList<>();
    long page = calgary.iova().allocate(1, 1, Calgary.NO_BOUNDARY);
    while (page != IovaAllocator.NONE) {
      given.add(page);
      page = calgary.iova().allocate(1, 1, Calgary.NO_BOUNDARY);
    }
    assertThat(given).isEqualTo(expected);
  }

  @Test
  void anAccessToAReservedAddressPassesByAndIsNoError() {
    Calgary calgary = Calgary.with("mem1-address", 4 * MIB, "mem1-size", MIB);
    for (long address : new long[] {640 << 10, MIB - 1, 4 * MIB, 5 * MIB - 1}) {
      assertThat(calgary.iommu.translate(0, address, true)).isEqualTo(-1);
    }
    assertThat(calgary.bridge().passedBy()).isEqualTo(4);
    assertThat(calgary.bridge().faults().total()).isZero();
    assertThat(calgary.bridge().registers().get(CalgaryRegisters.CSR)).isZero();
  }

  @Test
  void aMappingInAWindowIsNeverReached() {
    Calgary calgary = Calgary.with();
    calgary.iommu.map(0, 200, 1, 5, DmaDirection.BIDIRECTIONAL);
    calgary.iommu.endOfCall(0);
    assertThat(calgary.frameAt(200, false)).isEqualTo(-1);
    assertThat(calgary.bridge().passedBy()).isEqualTo(1);
    calgary.iommu.check();
  }

  @Test
  void anAccessToAnEmergencyPageIsAFault() {
    Calgary calgary = Calgary.with("driver", "2008");
    assertThat(calgary.frameAt(31, true)).isEqualTo(-1);
    assertThat(calgary.bridge().faultCount()).isEqualTo(1);
    assertThat(calgary.bridge().passedBy()).isZero();
  }

  @Test
  void unmappingEmergencyPagesIsIgnored() {
    Calgary calgary = Calgary.with("driver", "2008");
    calgary.iommu.map(0, 30, 4, 5, DmaDirection.BIDIRECTIONAL);
    calgary.iommu.unmap(0, 30, 4);
    assertThat(calgary.iova().free(30, 4)).isFalse();
    calgary.iommu.endOfCall(0);
    assertThat(calgary.driver().table().valid()).isEqualTo(4);
    assertThat(calgary.driver().ignoredUnmaps()).isEqualTo(1);
    assertThat(ranges(calgary)).containsExactly("0-32", "160-256");
  }

  @Test
  void freeingReservedPagesGivesBackTheOthersOnly() {
    Calgary calgary = Calgary.with("driver", "2008");
    long page = 0;
    while (page != 256) {
      page = calgary.iova().allocate(1, 1, Calgary.NO_BOUNDARY);
    }
    long used = calgary.iova().used();
    assertThat(calgary.iova().free(150, 107)).isFalse(); // ten before the hole, one behind it
    assertThat(calgary.iova().used()).isEqualTo(used - 11);
    assertThat(calgary.driver().allocator().bitmap().isUsed(160)).isTrue();
    assertThat(calgary.driver().allocator().bitmap().isUsed(255)).isTrue();
    assertThat(calgary.driver().allocator().bitmap().isUsed(256)).isFalse();
    calgary.iommu.check();
  }

  @Test
  void withoutReservationAllPagesAreHandedOutAndTranslated() {
    Calgary calgary = Calgary.with("reserve", false);
    assertThat(ranges(calgary)).isEmpty();
    long page = calgary.map(300, 1000, DmaDirection.TO_DEVICE);
    assertThat(page).isZero();
    assertThat(calgary.frameAt(0, false)).isEqualTo(1000);
    assertThat(calgary.frameAt(200, false)).isEqualTo(1200);
    calgary.unmap(page, 300);
    assertThat(calgary.driver().table().valid()).isZero();
    assertThat(calgary.iova().used()).isZero();
  }

  private static List<String> window(long address, long bytes) {
    List<String> ranges = ranges(Calgary.with("mem1-address", address, "mem1-size", bytes));
    assertThat(ranges.subList(0, 2)).containsExactly("0-1", "160-256");
    return ranges.subList(2, ranges.size());
  }

  private static List<String> ranges(Calgary calgary) {
    PageRanges reserved = calgary.driver().allocator().reserved();
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < reserved.count(); i++) {
      ranges.add(reserved.start(i) + "-" + reserved.end(i));
    }
    return ranges;
  }
}
