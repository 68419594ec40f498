package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The books of /proc/kmalloc: format, losses and defects. */
class KmallocTableTest {

  private static final Pattern NUMBER = Pattern.compile("-?\\d+");

  private final CallSites sites = new CallSites();

  private void allocate(KmallocTable table, String caller, long address, long bytes, long asked) {
    int site = sites.number(caller);
    table.allocated(site, sites.site(site).address(), address, bytes, asked);
  }

  @Test
  void printsColumnsAsTheKernelDoes() {
    KmallocTable table = new KmallocTable(KmallocForm.TINY);
    allocate(table, "seq_open+0x10/0x80", 0xc1000000L, 64, 48);
    allocate(table, "seq_open+0x10/0x80", 0xc1000040L, 64, 48);
    allocate(table, "dup_task_struct+0x38/0x90", 0xc1001000L, 4096, 4096);
    table.freed(0xc1000000L, 64);
    table.freed(0xc5555550L, 32);
    assertThat(table.text(sites))
        .isEqualTo(
            """
            total bytes allocated:     4224
            slack bytes allocated:       32
            net bytes allocated:       4128
            number of allocs:             3
            number of frees:              2
            number of callers:            2
            lost callers:                 0
            lost allocs:                  0
            unknown frees:                1

               total    slack      net alloc/free  caller
                 128       32       64     2/1     seq_open+0x10
                4096        0     4096     1/0     dup_task_struct+0x38
            """);
  }

  @Test
  void callersStandWhereTheirAddressesFall() {
    KmallocTable table = new KmallocTable(KmallocForm.TINY);
    allocate(table, "c0100e00", 0xc1000000L, 32, 32); // slot 7 of 512
    allocate(table, "c0100200", 0xc1000020L, 32, 32); // slot 1
    allocate(table, "c0140e10", 0xc1000040L, 32, 32); // slot 7 again, so 8
    assertThat(table.text(sites).lines().skip(11).map(line -> line.substring(39)))
        .containsExactly("c0100200", "c0100e00", "c0140e10");
  }

  @Test
  void allocationsOfTheCallerInSlotZeroAreOverwritten() {
    KmallocTable table = new KmallocTable(KmallocForm.TINY);
    allocate(table, "c0100000", 0xc1000000L, 32, 32); // slot 0; entry 0xc1000 % 4096
    allocate(table, "c0100200", 0xc1000020L, 32, 32); // the same entry
    table.freed(0xc1000000L, 32);
    assertThat(table.text(sites))
        .contains("unknown frees:                1\n")
        .contains("      32        0       32     1/0     c0100000\n");

    KmallocTable repaired = new KmallocTable(KmallocForm.REPAIRED);
    allocate(repaired, "c0100000", 0xc1000000L, 32, 32);
    allocate(repaired, "c0100200", 0xc1000020L, 32, 32);
    repaired.freed(0xc1000000L, 32);
    assertThat(repaired.text(sites))
        .contains("unknown frees:                0\n")
        .contains("      32        0        0     1/1     c0100000\n");
  }

  @Test
  void aSecondFreeIsBilledToTheCallerInSlotZero() {
    KmallocTable table = new KmallocTable(KmallocForm.TINY);
    allocate(table, "c0100000", 0xc1002000L, 32, 32);
    allocate(table, "c0100200", 0xc1000000L, 64, 60);
    table.freed(0xc1000000L, 64);
    table.freed(0xc1000000L, 64);
    assertThat(table.text(sites))
        .contains("number of frees:              2\n")
        .contains("unknown frees:                0\n")
        .contains("      32        0      -32     1/1     c0100000\n")
        .contains("      64        4        0     1/1     c0100200\n");
  }

  @Test
  void aFreeOfNothingIsBilledToTheCallerInSlotZero() {
    KmallocTable table = new KmallocTable(KmallocForm.TINY);
    allocate(table, "c0100000", 0xc1002000L, 32, 32);
    table.freed(KmallocTable.NULL, 0);
    assertThat(table.text(sites)).contains("      32        0       32     1/1     c0100000\n");

    KmallocTable repaired = new KmallocTable(KmallocForm.REPAIRED);
    repaired.freed(KmallocTable.NULL, 0);
    assertThat(repaired.text(sites)).contains("number of frees:              0\n");
  }

  @Test
  void figuresWrapAtTwoGibibytes() {
    KmallocTable table = new KmallocTable(KmallocForm.TINY);
    KmallocTable repaired = new KmallocTable(KmallocForm.REPAIRED);
    for (int i = 0; i < 17; i++) {
      allocate(table, "c0100200", 0xc1000000L, 1 << 27, 1 << 27);
      table.freed(0xc1000000L, 1 << 27);
      allocate(repaired, "c0100200", 0xc1000000L, 1 << 27, 1 << 27);
      repaired.freed(0xc1000000L, 1 << 27);
    }
    assertThat(table.text(sites)).startsWith("total bytes allocated: -2013265920\n");
    assertThat(repaired.text(sites)).startsWith("total bytes allocated: 2281701376\n");
  }

  @Test
  void the513thCallerAndThe4097thAllocationAreLost() {
    KmallocTable table = new KmallocTable(KmallocForm.REPAIRED);
    for (int i = 0; i < 4097; i++) {
      allocate(table, "f" + Math.min(i, 511) + "+0x1/0x2", 0xc1000000L + 32L * i, 32, 20);
    }
    allocate(table, "one_too_many+0x1/0x2", 0xc2000000L, 32, 20);
    table.freed(0xc1000000L + 32L * 4096, 32);
    assertThat(table.text(sites))
        .contains("number of allocs:          4098\n")
        .contains("number of callers:          512\n")
        .contains("lost callers:                 1\n")
        .contains("lost allocs:                  2\n")
        .contains("unknown frees:                1\n")
        .contains("net bytes allocated:     131104\n")
        .doesNotContain("one_too_many");
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void agreesWithBooksKeptByHand(boolean callerZero, boolean freedEntriesStay) {
    for (int seed = 0; seed < 15; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      KmallocForm form =
          new KmallocForm(
              random.nextInt(1, 9),
              random.nextInt(1, 20),
              callerZero,
              freedEntriesStay,
              random.nextBoolean());
      KmallocTable table = new KmallocTable(form);
      SlowKmallocTable slow = new SlowKmallocTable(form);
      for (int step = 0; step < 400; step++) {
        long address = random.nextInt(40) * 8L;
        if (random.nextInt(5) < 3 && address != 0) {
          String caller = "%08x".formatted(0x100 + random.nextInt(12) * 3);
          int site = sites.number(caller);
          long asked = random.nextInt(1, 65);
          slow.allocated(sites.site(site).address(), address, 64, asked);
          table.allocated(site, sites.site(site).address(), address, 64, asked);
        } else {
          slow.freed(address, 64);
          table.freed(address, 64);
        }
        assertThat(figures(table.text(sites))).isEqualTo(slow.figures());
      }
    }
  }

  private static List<Long> figures(String text) {
    List<Long> figures = new ArrayList<>();
    text.lines().limit(9).forEach(line -> figures.add(Long.parseLong(line.substring(23).strip())));
    text.lines()
        .skip(11)
        .forEach(
            line -> {
              Matcher numbers = NUMBER.matcher(line.substring(0, 39));
              while (numbers.find()) {
                figures.add(Long.parseLong(numbers.group()));
              }
              figures.add(Long.parseLong(line.substring(39), 16));
            });
    return figures;
  }
}
