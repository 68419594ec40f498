package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.AddressTranslation;
import dev.tollgate.core.dma.BusMaster;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.dma.DmaObserver;
import dev.tollgate.core.iommu.TranslationFault.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the accesses of devices go, above all those that nobody mapped anything for. */
class DummyPageTest {

  @Test
  void devicesTalkToEachOtherThroughPagesThatNobodyMapped() {
    Dart dart = Dart.with();
    byte[] secret = "meet me at page 0".getBytes(StandardCharsets.US_ASCII);
    byte[] heard = new byte[secret.length];

    write(dart, 0, 0x12_3040, secret);
    read(dart, 1, 0xab_c040, heard);

    assertThat(heard).isEqualTo(secret);
    assertThat(dart.bridge().dummyWrites()).isEqualTo(1);
    assertThat(dart.bridge().dummyReads()).isEqualTo(1);
    assertThat(dart.bridge().refused().total()).isZero();
    byte[] inMemory = new byte[secret.length];
    dart.machine.memory().read((dart.dummy() << 12) + 0x40, inMemory, 0, secret.length);
    assertThat(inMemory).isEqualTo(secret);
  }

  @Test
  void aStrayAccessReachesNoMemoryButTheDummyPage() {
    Dart dart = Dart.with();
    long mapped = dart.map(1, 0x300);
    for (long page = 0; page < 4096; page++) {
      assertThat(dart.frameAt(page)).isEqualTo(page == mapped ? 0x300 : dart.dummy());
    }
    assertThat(dart.bridge().dummyReads()).isEqualTo(4095);
  }

  @Test
  void anUnmappedBufferIsTheDummyPageOnceItIsForgotten() {
    Dart dart = Dart.with();
    long page = dart.map(1, 0x300);
    dart.unmap(page, 1);
    assertThat(dart.frameAt(page)).isEqualTo(dart.dummy());
  }

  @Test
  void unusedEntriesAreCachedToo() {
    Dart dart = Dart.with();
    dart.frameAt(40);
    dart.frameAt(40);
    assertThat(dart.bridge().tlb().hits()).isEqualTo(1);
    assertThat(dart.bridge().tlb().peek(0, 40)).isEqualTo(DartEntry.of(dart.dummy()));
  }

  @Test
  void theDummyPageIsNeitherTheTablesNorThePageAllocators() {
    Dart dart = Dart.with();
    DartTable table = dart.driver().table();
    long dummy = dart.dummy() << 12;
    assertThat(dummy < table.base() || dummy >= table.base() + (16 << 20)).isTrue();
    long frames = dart.machine.profile().pageFrames();
    assertThat(dart.machine.pages().freeFrames()).isLessThanOrEqualTo(frames - 4096 - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void addressesBeyondTheTableAreRefusedAndLeaveAMark(String model) {
    Dart dart = Dart.with("model", model);
    int exceptions = model.equals("u3") ? 0x10 : 0x30;
    assertThat(dart.bridge().registers().read(exceptions)).isZero();
    for (long address : new long[] {16 << 20, 1L << 31, 1L << 32, 1L << 47, Long.MIN_VALUE, -1}) {
      assertThat(dart.iommu.translate(0, address, true)).isEqualTo(AddressTranslation.FAULT);
    }
    assertThat(dart.bridge().refused().total(Reason.OUTSIDE_TABLE)).isEqualTo(6);
    assertThat(dart.bridge().registers().read(exceptions)).isEqualTo(0x8000_0000);
    dart.bridge().registers().write(exceptions, 0);
    assertThat(dart.bridge().registers().read(exceptions)).isZero();
  }

  @Test
  void anEntryWithoutTheValidBitIsRefusedAndNotCached() {
    Dart dart = Dart.with();
    dart.machine.memory().writeIntBigEndian(dart.driver().table().base() + 40 * 4, 0x0000_0300);
    assertThat(dart.frameAt(40)).isEqualTo(-1);
    assertThat(dart.bridge().refused().total(Reason.NOT_PRESENT)).isEqualTo(1);
    dart.machine.memory().writeIntBigEndian(dart.driver().table().base() + 40 * 4, 0x8000_0300);
    assertThat(dart.frameAt(40)).isEqualTo(0x300);
  }

  @Test
  void theOffsetWithinThePageIsKept() {
    Dart dart = Dart.with();
    long page = dart.map(1, 0x300);
    assertThat(dart.iommu.translate(0, page << 12 | 0xabc, false)).isEqualTo(0x30_0abc);
    assertThat(dart.iommu.translate(0, page << 12 | 0xfff, true)).isEqualTo(0x30_0fff);
  }

  @Test
  void allDevicesShareTheTableAndItsCache() {
    Dart dart = Dart.with();
    assertThat(dart.iommu.domainOf(0)).isEqualTo(dart.iommu.domainOf(1));
    long page = dart.map(1, 0x300);
    assertThat(dart.iommu.translate(1, page << 12, true)).isEqualTo(0x30_0000);
    assertThat(dart.frameAt(page)).isEqualTo(0x300);
    assertThat(dart.bridge().tlb().hits()).isEqualTo(1);
  }

  @Test
  void devicesOfFortyBitsBypassTheTableOnRequest() {
    Dart dart = Dart.with("bypass", true);
    assertThat(dart.iommu.translates(0)).isTrue();
    assertThat(dart.iommu.translates(1)).isFalse();
    assertThat(dart.iommu.translate(1, 0x7_6543_210L, true)).isEqualTo(0x7_6543_210L);
    assertThat(dart.frameAt(40)).isEqualTo(dart.dummy());
    assertThatThrownBy(() -> dart.iommu.domainOf(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bypasses");
    assertThat(Dart.with().iommu.translates(1)).isTrue();
  }

  private static void write(Dart dart, int device, long bus, byte[] bytes) {
    assertThat(bus(dart).write(device, bus, bytes, 0, bytes.length)).isTrue();
  }

  private static void read(Dart dart, int device, long bus, byte[] bytes) {
    assertThat(bus(dart).read(device, bus, bytes, 0, bytes.length)).isTrue();
  }

  private static final class NoObserver implements DmaObserver {
    @Override
    public void granted(int device, long bus, long size, long physical, DmaDirection direction) {}

    @Override
    public void revoked(int device, long bus, long size, DmaDirection direction) {}

    @Override
    public void accessed(int device, long bus, int length, boolean write, long physical) {}
  }

  private static BusMaster bus(Dart dart) {
    return new BusMaster(dart.machine.memory(), dart.iommu, new NoObserver());
  }
}
