package dev.tollgate.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CycleLedgerTest {

  private static final CostProfile FALLBACKS =
      new CostProfile("test", "fallbacks", ImmutableSortedMap.of());

  private final CycleLedger ledger = new CycleLedger(FALLBACKS);

  @Test
  void aBundleShowsUnderItsStepsAsOftenAsTheyComeInIt() {
    CycleAccount stores = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.TABLE_STORE);
    CycleAccount barriers = ledger.account(CostCenter.TRANSLATION_TABLE, Steps.MEMORY_BARRIER);
    CycleAccount bundle = ledger.bundle(stores, barriers, barriers);
    bundle.add(10);
    bundle.one();
    barriers.one();

    assertThat(ledger.entries())
        .extracting(CycleLedger.Entry::step, CycleLedger.Entry::count)
        .containsExactly(tuple(Steps.TABLE_STORE, 11L), tuple(Steps.MEMORY_BARRIER, 23L));
    assertThat(ledger.totalMilliCycles()).isEqualTo(11 * 5000 + 23 * 30000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bundlesBookWhatTheirStepsOneByOneWould(long seed) {
    CycleLedger plain = new CycleLedger(FALLBACKS);
    int locks = plain.open(CostCenter.LOCK, Steps.LOCK);
    int reads = plain.open(CostCenter.INVALIDATION, Steps.MMIO_READ);
    int writes = plain.open(CostCenter.INVALIDATION, Steps.MMIO_WRITE);
    CycleAccount lock = ledger.account(CostCenter.LOCK, Steps.LOCK);
    CycleAccount read = ledger.account(CostCenter.INVALIDATION, Steps.MMIO_READ);
    CycleAccount write = ledger.account(CostCenter.INVALIDATION, Steps.MMIO_WRITE);
    CycleAccount few = ledger.bundle(read, lock);
    CycleAccount many = ledger.bundle(write, read, write, write);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int times = random.nextInt(4);
      if (random.nextBoolean()) {
        few.add(times);
        plain.add(locks, times);
        plain.add(reads, times);
      } else {
        many.add(times);
        plain.add(writes, 3L * times);
        plain.add(reads, times);
      }
      write.one();
      plain.add(writes, 1);
      assertThat(ledger.totalMilliCycles()).isEqualTo(plain.totalMilliCycles());
    }
    assertThat(ledger.entries()).isEqualTo(plain.entries());
  }

  @Test
  void anAccountIsTheSameByNumberAndByItself() {
    int number = ledger.open(CostCenter.LOCK, Steps.LOCK);
    ledger.account(CostCenter.LOCK, Steps.LOCK).add(3);
    ledger.add(number, 4);

    assertThat(ledger.count(number)).isEqualTo(7);
    assertThat(ledger.entries()).hasSize(1);
  }

  @Test
  void oneNameCannotMeanTwoSteps() {
    ledger.account(CostCenter.LOCK, Steps.LOCK);
    Step other = new Step(Steps.LOCK.id(), "something else", Price.estimated(1, "made up"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.account(CostCenter.LOCK, other))
        .withMessageContaining(Steps.LOCK.id());
  }
}
