package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Making the unit forget, register by register, with patience and without success. */
class InvalidationTest {

  @Test
  void u3SetsTheFlushBitAndReadsUntilItIsClear() {
    Dart dart = Dart.with("model", "u3");
    int idle = dart.bridge().registers().read(0);
    fill(dart, 3);
    Transcript transcript = new Transcript(dart.bridge().registers());
    assertThat(invalidation(dart, Chip.U3, transcript).all()).isTrue();
    assertThat(transcript.lines())
        .containsExactly(
            "read 0: %x".formatted(idle),
            "write 0: %x".formatted(idle | 0x400),
            "read 0: %x".formatted(idle));
    assertThat(dart.bridge().tlb().size()).isZero();
  }

  @Test
  void u4FlushesWithABitOfItsOwn() {
    Dart dart = Dart.with("model", "u4");
    fill(dart, 3);
    Transcript transcript = new Transcript(dart.bridge().registers());
    assertThat(invalidation(dart, Chip.U4, transcript).all()).isTrue();
    assertThat(transcript.lines())
        .containsExactly("read 0: 80000000", "write 0: a0000000", "read 0: 80000000");
    assertThat(dart.bridge().tlb().size()).isZero();
  }

  @Test
  void u4ForgetsOnePageAndKeepsTheOthers() {
    Dart dart = Dart.with("model", "u4");
    fill(dart, 3);
    Transcript transcript = new Transcript(dart.bridge().registers());
    assertThat(invalidation(dart, Chip.U4, transcript).one(1)).isTrue();
    assertThat(transcript.lines()).containsExactly("write 0: c0000001", "read 0: 80000001");
    assertThat(dart.bridge().tlb().peek(0, 1)).isEqualTo(Long.MIN_VALUE);
    assertThat(dart.bridge().tlb().size()).isEqualTo(2);
  }

  @Test
  void aBusyUnitIsGivenOneTwoFourEightAndSixteenReads() {
    Dart dart = Dart.with("model", "u4", "lost-flush-every", 1L);
    Transcript transcript = new Transcript(dart.bridge().registers());
    assertThat(invalidation(dart, Chip.U4, transcript).all()).isFalse();
    int at = 0;
    for (int budget = 1; budget <= 16; budget *= 2) {
      assertThat(transcript.lines().get(at++)).startsWith("read 0:");
      assertThat(transcript.lines().get(at++)).isEqualTo("write 0: a0000000");
      for (int i = 0; i <= budget; i++) {
        assertThat(transcript.lines().get(at++)).isEqualTo("read 0: a0000000");
      }
      if (budget < 16) {
        assertThat(transcript.lines().get(at++)).isEqualTo("read 0: a0000000");
        assertThat(transcript.lines().get(at++)).isEqualTo("write 0: 80000000");
      }
    }
    assertThat(transcript.lines()).hasSize(at);
  }

  @ParameterizedTest
  @CsvSource({
    // reads that find the bit set; rounds; whether the driver is content; whether it happened
    "0, 1, true, true",
    "1, 2, true, true",
    "3, 3, true, true",
    "7, 4, true, true",
    "15, 5, true, true",
    "16, 5, false, true",
    "17, 5, false, false"
  })
  void aFlushEndsInTheRoundWhoseBudgetExceedsTheTimeItTakes(
      long busyReads, int rounds, boolean content, boolean happened) {
    Dart dart = Dart.with("busy-reads", busyReads, "model", "u3");
    fill(dart, 2);
    assertThat(dart.iommu.invalidateAll(0)).isEqualTo(content);
    assertThat(dart.invalidation().flushesRepeated() + 1).isEqualTo(rounds);
    assertThat(dart.bridge().tlb().size()).isEqualTo(happened ? 0 : 2);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, true", "1, 3, true", "2, 3, true", "34, 35, true", "35, 36, false"})
  void anOrderToForgetOnePageIsAwaitedThroughAllRounds(long busyReads, int reads, boolean ends) {
    Dart dart = Dart.with("busy-reads", busyReads);
    fill(dart, 1);
    Transcript transcript = new Transcript(dart.bridge().registers());
    Invalidation invalidation = invalidation(dart, Chip.U4, transcript);
    assertThat(invalidation.one(0)).isEqualTo(ends);
    List<String> lines = transcript.lines();
    assertThat(lines.subList(1, lines.size())).hasSize(reads).allMatch(l -> l.startsWith("read 0"));
    assertThat(invalidation.polls()).isEqualTo(reads);
  }

  @Test
  void aFlushBitThatWentUnnoticedIsClearedAndSetAgain() {
    Dart dart = Dart.with("model", "u3", "lost-flush-every", 2L);
    fill(dart, 2);
    assertThat(dart.iommu.invalidateAll(0)).isTrue();
    assertThat(dart.invalidation().flushesRepeated()).isZero();
    fill(dart, 2);
    assertThat(dart.iommu.invalidateAll(0)).isTrue();
    assertThat(dart.invalidation().flushesRepeated()).isEqualTo(1);
    assertThat(dart.bridge().tlb().size()).isZero();
    assertThat(dart.invalidation().panics()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void whenEveryRoundFailsTheKernelWouldPanicAndNothingIsForgotten(String model) {
    Dart dart = Dart.with("model", model, "lost-flush-every", 1L);
    fill(dart, 2);
    dart.machine.advanceTo(77);
    assertThat(dart.iommu.invalidateAll(0)).isFalse();
    dart.machine.advanceTo(99);
    assertThat(dart.iommu.invalidateAll(0)).isFalse();
    assertThat(dart.bridge().tlb().size()).isEqualTo(2);
    assertThat(dart.invalidation().flushes()).isEqualTo(2);
    assertThat(dart.invalidation().flushesAborted()).isEqualTo(2);
    assertThat(dart.invalidation().panics()).isEqualTo(2);
    assertThat(dart.invalidation().firstPanicAt()).isEqualTo(77);
  }

  @Test
  void anOrderToForgetOnePageThatWentUnnoticedIsNotRepeated() {
    Dart dart = Dart.with("lost-invalidate-every", 1L);
    fill(dart, 2);
    assertThat(dart.iommu.invalidate(0, 0, 1)).isFalse();
    assertThat(dart.bridge().tlb().size()).isEqualTo(2);
    assertThat(dart.invalidation().pagesAborted()).isEqualTo(1);
    assertThat(dart.invalidation().flushes()).isZero();
    assertThat(dart.iommu.invalidateAll(0)).isTrue();
    assertThat(dart.bridge().tlb().size()).isZero();
  }

  @Test
  void afterAPanicTheNextFlushFindsTheBitSetAndSetsItAgain() {
    Dart dart = Dart.with("model", "u3", "lost-flush-every", 1L);
    assertThat(dart.iommu.invalidateAll(0)).isFalse();
    UnitRegisters registers = dart.bridge().registers();
    assertThat(registers.read(0) & 0x400).isNotZero();
    registers.write(0, registers.read(0) | 0x400); // no edge: nothing to notice
    assertThat(registers.read(0) & 0x400).isNotZero();
  }

  @Test
  void aFlushCostsTwoReadsAndAWriteAndAPageOneOfEach() {
    Dart dart = Dart.with();
    dart.iommu.invalidateAll(0);
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MMIO_READ)).isEqualTo(2);
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MMIO_WRITE)).isEqualTo(1);
    dart.iommu.invalidate(0, 8, 10);
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MMIO_READ)).isEqualTo(12);
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MMIO_WRITE)).isEqualTo(11);
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MEMORY_BARRIER)).isZero();
  }

  @Test
  void waitingForOnePageCostsABarrierForEachReadThatFindsTheBitSet() {
    Dart dart = Dart.with("busy-reads", 5L);
    dart.iommu.invalidate(0, 8, 1);
    // Rounds: 1 set and its last read, 2 set and its last read, then it is clear.
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MMIO_READ)).isEqualTo(6);
    assertThat(dart.steps(CostCenter.INVALIDATION, Steps.MEMORY_BARRIER)).isEqualTo(3);
  }

  private static void fill(Dart dart, int pages) {
    for (int page = 0; page < pages; page++) {
      dart.frameAt(page);
    }
  }

  private static Invalidation invalidation(Dart dart, Chip chip, Mmio registers) {
    return new Invalidation(registers, chip, dart.driver().lock(), dart.machine);
  }
}
