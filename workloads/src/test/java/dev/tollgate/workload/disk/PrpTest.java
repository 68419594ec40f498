package dev.tollgate.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.dma.ScatterList;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.PhysicalMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Physical region pages by the rules of NVMe's base specification 1.4, section 4.3. */
class PrpTest {

  private final Rig rig = new Rig();
  private final PhysicalMemory memory = rig.machine.memory();
  private final DescriptorPages pool = new DescriptorPages(rig.dma, 0);
  private final PrpBuilder builder = new PrpBuilder(memory, pool);
  private final PrpReader reader = new PrpReader(rig.bus, 0);

  private static ScatterList list(long... addressesAndSizes) {
    ScatterList list = new ScatterList();
    for (int i = 0; i < addressesAndSizes.length; i += 2) {
      list.add(addressesAndSizes[i], addressesAndSizes[i + 1]);
      list.placeAt(i / 2, addressesAndSizes[i]);
    }
    return list;
  }

  private BusPieces read(ScatterList list) {
    BusPieces pieces = new BusPieces();
    reader.read(builder.prp1(), builder.prp2(), (int) list.bytes(), pieces);
    return pieces;
  }

  @Test
  void oneEntryMayBeginWithinAPage() {
    builder.build(list(0x5200, 0xe00));

    assertThat(builder.prp1()).isEqualTo(0x5200);
    assertThat(builder.prp2()).isEqualTo(0);
    assertThat(builder.pageCount()).isEqualTo(0);
  }

  @Test
  void twoEntriesFitTheCommand() {
    builder.build(list(0x5200, 0x1000));

    assertThat(builder.prp1()).isEqualTo(0x5200);
    assertThat(builder.prp2()).isEqualTo(0x6000);
    assertThat(builder.pageCount()).isEqualTo(0);
  }

  @Test
  void threeEntriesMakeAListOfTwo() {
    builder.build(list(0x5200, 0xe00, 0x9000, 0x2000));

    assertThat(builder.prp1()).isEqualTo(0x5200);
    assertThat(builder.pageCount()).isEqualTo(1);
    assertThat(builder.prp2()).isEqualTo(pool.bus(builder.page(0)));
    long at = pool.physical(builder.page(0));
    assertThat(memory.readLongLittleEndian(at)).isEqualTo(0x9000);
    assertThat(memory.readLongLittleEndian(at + 8)).isEqualTo(0xa000);
    assertThat(memory.readLongLittleEndian(at + 16)).isEqualTo(0);
  }

  @Test
  void aListThatJustFitsItsPageIsNotChained() {
    builder.build(list(0x100_0000, 513 * 4096));

    assertThat(builder.pageCount()).isEqualTo(1);
    long last = pool.physical(builder.page(0)) + 511 * 8;
    assertThat(memory.readLongLittleEndian(last)).isEqualTo(0x100_0000 + 512 * 4096);
  }

  @Test
  void theLastEntryOfAFullPageLeadsToTheNextPage() {
    ScatterList list = list(0x100_0000, 514 * 4096);
    builder.build(list);

    assertThat(builder.pageCount()).isEqualTo(2);
    long last = pool.physical(builder.page(0)) + 511 * 8;
    assertThat(memory.readLongLittleEndian(last)).isEqualTo(pool.bus(builder.page(1)));
    long next = pool.physical(builder.page(1));
    assertThat(memory.readLongLittleEndian(next)).isEqualTo(0x100_0000 + 512 * 4096);
    assertThat(memory.readLongLittleEndian(next + 8)).isEqualTo(0x100_0000 + 513 * 4096);
    assertThat(read(list).count()).isEqualTo(514);
  }

  @Test
  void whatPrpsCannotSayIsRefused() {
    assertThatThrownBy(() -> builder.build(list(0x5000, 0x800, 0x9000, 0x1000)))
        .hasMessage("PRPs cannot describe segment 0 of 2: 0x5000 to 0x57ff");
    assertThatThrownBy(() -> builder.build(list(0x5000, 0x1000, 0x9200, 0x200)))
        .hasMessage("PRPs cannot describe segment 1 of 2: 0x9200 to 0x93ff");
  }

  @Test
  void theControllerRefusesAnEntryWithinAPage() {
    assertThatThrownBy(() -> reader.read(0x5000, 0x6200, 0x2000, new BusPieces()))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("begins within a page: 0x6200");
  }

  /** Whatever is built is read back as the same bytes in the same order. */
  @Test
  void readingUndoesBuilding() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      ScatterList list = new ScatterList();
      int segments = 1 + random.nextInt(8);
      for (int i = 0; i < segments; i++) {
        long page = 0x1000L * (1 + random.nextInt(1 << 12));
        long from = i == 0 ? page + 512L * random.nextInt(8) : page;
        long pages = 0x1000L * (1 + random.nextInt(200));
        long end = page + pages - (i == segments - 1 ? 512 * random.nextInt(4) : 0);
        if (end <= from) {
          end = page + pages;
        }
        list.add(from, end - from);
        list.placeAt(i, from);
      }
      builder.build(list);
      BusPieces pieces = read(list);

      assertThat(pieces.bytes()).isEqualTo(list.bytes());
      int piece = 0;
      for (int i = 0; i < segments; i++) {
        long at = list.busAddress(i);
        while (at < list.busAddress(i) + list.size(i)) {
          assertThat(pieces.address(piece)).isEqualTo(at);
          at += pieces.length(piece++);
        }
        assertThat(at).isEqualTo(list.busAddress(i) + list.size(i));
      }
      for (int i = 0; i < builder.pageCount(); i++) {
        pool.give(builder.page(i));
      }
    }
    assertThat(pool.count()).isLessThanOrEqualTo(4);
  }
}
