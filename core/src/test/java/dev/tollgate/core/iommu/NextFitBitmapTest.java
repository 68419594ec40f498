package dev.tollgate.core.iommu;

import static dev.tollgate.core.iommu.NextFitBitmap.NONE;
import static dev.tollgate.core.iommu.NextFitBitmap.NO_BOUNDARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextFitBitmapTest {

  @Test
  void searchesFromTheHintEvenIfEarlierEntriesAreFree() {
    NextFitBitmap bitmap = new NextFitBitmap(256);
    assertThat(bitmap.next(4, 0, NO_BOUNDARY)).isEqualTo(0);
    assertThat(bitmap.free(0, 4)).isEqualTo(4);

    assertThat(bitmap.next(4, 0, NO_BOUNDARY)).isEqualTo(4);
    assertThat(bitmap.hint()).isEqualTo(8);
  }

  @Test
  void aSearchFromTheStartMovesTheHintBack() {
    NextFitBitmap bitmap = new NextFitBitmap(256);
    bitmap.next(100, 0, NO_BOUNDARY);
    bitmap.free(10, 5);

    assertThat(bitmap.fromStart(5, 0, NO_BOUNDARY)).isEqualTo(10);
    assertThat(bitmap.hint()).isEqualTo(15);
  }

  @Test
  void findsNothingPastTheHintAndLeavesEverythingAsItWas() {
    NextFitBitmap bitmap = new NextFitBitmap(256);
    bitmap.next(200, 0, NO_BOUNDARY);
    bitmap.free(0, 200);

    assertThat(bitmap.next(56, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.hint()).isEqualTo(200);
    assertThat(bitmap.used()).isZero();
    assertThat(bitmap.fromStart(56, 0, NO_BOUNDARY)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2", "64", "65", "8192"})
  void theLastEntryIsNeverHandedOut(int entries) {
    NextFitBitmap bitmap = new NextFitBitmap(entries);

    assertThat(bitmap.next(entries, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.next(entries - 1, 0, NO_BOUNDARY)).isZero();
    assertThat(bitmap.next(1, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.fromStart(1, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.isUsed(entries - 1)).isFalse();
  }

  @Test
  void aTableOfOneEntryHandsOutNothing() {
    NextFitBitmap bitmap = new NextFitBitmap(1);

    assertThat(bitmap.next(1, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.fromStart(1, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.takeWordsScanned()).isZero();
    assertThat(bitmap.reserve(0, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "2147483647, 0", "2147483647, 63"})
  void aRunLongerThanTheTableIsNotFound(int count, long alignMask) {
    NextFitBitmap bitmap = new NextFitBitmap(1000);

    assertThat(bitmap.next(count, alignMask, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.takeWordsScanned()).isEqualTo(1);
  }

  @Test
  void aRunThatWouldCrossTheBoundaryMovesUpToIt() {
    NextFitBitmap bitmap = new NextFitBitmap(256);
    bitmap.next(60, 0, 64);

    assertThat(bitmap.next(5, 0, 64)).isEqualTo(64);
    assertThat(bitmap.next(59, 0, 64)).isEqualTo(69);
    assertThat(bitmap.next(64, 0, 64)).isEqualTo(128);
    assertThat(bitmap.next(64, 0, 64)).isEqualTo(NONE);
  }

  @Test
  void aRunLongerThanTheBoundaryIsNeverFound() {
    NextFitBitmap bitmap = new NextFitBitmap(256);

    assertThat(bitmap.next(17, 0, 16)).isEqualTo(NONE);
    assertThat(bitmap.next(16, 0, 16)).isZero();
    assertThat(bitmap.next(2, 0, 1)).isEqualTo(NONE);
    assertThat(bitmap.next(1, 0, 1)).isEqualTo(16);
  }

  @Test
  void alignsTheFirstEntry() {
    NextFitBitmap bitmap = new NextFitBitmap(1024);
    bitmap.next(1, 0, NO_BOUNDARY);

    assertThat(bitmap.next(3, 7, NO_BOUNDARY)).isEqualTo(8);
    assertThat(bitmap.next(1, 255, NO_BOUNDARY)).isEqualTo(256);
    assertThat(bitmap.next(1, 511, NO_BOUNDARY)).isEqualTo(512);
    assertThat(bitmap.next(1, (1L << 40) - 1, NO_BOUNDARY)).isEqualTo(NONE);
  }

  @Test
  void freeTellsHowManyEntriesWereInUse() {
    NextFitBitmap bitmap = new NextFitBitmap(300);
    bitmap.next(200, 0, NO_BOUNDARY);

    assertThat(bitmap.free(100, 100)).isEqualTo(100);
    assertThat(bitmap.free(100, 100)).isZero();
    assertThat(bitmap.free(50, 100)).isEqualTo(50);
    assertThat(bitmap.free(299, 1)).isZero();
    assertThat(bitmap.free(0, 0)).isZero();
    assertThat(bitmap.used()).isEqualTo(50);
    assertThat(bitmap.usedPeak()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "300, 1", "299, 2", "0, 301", "0, -1", "9223372036854775807, 1"})
  void freeRefusesWhatIsNotInTheTable(long first, int count) {
    NextFitBitmap bitmap = new NextFitBitmap(300);
    bitmap.next(299, 0, NO_BOUNDARY);

    assertThatThrownBy(() -> bitmap.free(first, count))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(bitmap.used()).isEqualTo(299);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 32, 32",
    "290, 100, 10",
    "-10, 15, 5",
    "-10, 10, 0",
    "300, 5, 0",
    "-5, 9223372036854775807, 300",
    "299, 9223372036854775807, 1",
    "9223372036854775807, 9223372036854775807, 0"
  })
  void reservesOnlyThePartInsideTheTable(long first, long count, int reserved) {
    NextFitBitmap bitmap = new NextFitBitmap(300);

    assertThat(bitmap.reserve(first, count)).isEqualTo(reserved);
    assertThat(bitmap.reserve(first, count)).isZero();
    assertThat(bitmap.reserved()).isEqualTo(reserved);
    assertThat(bitmap.used()).isZero();
    assertThat(bitmap.isConsistent()).isTrue();
  }

  @Test
  void reservedEntriesAreNeverHandedOut() {
    NextFitBitmap bitmap = new NextFitBitmap(300);
    bitmap.reserve(0, 32);
    bitmap.reserve(160, 96);

    assertThat(bitmap.next(128, 0, NO_BOUNDARY)).isEqualTo(32);
    assertThat(bitmap.next(1, 0, NO_BOUNDARY)).isEqualTo(256);
    assertThat(bitmap.fromStart(100, 0, NO_BOUNDARY)).isEqualTo(NONE);
  }

  @Test
  void countsAWordForEachLookThatEntersIt() {
    NextFitBitmap bitmap = new NextFitBitmap(640);
    bitmap.next(639, 0, NO_BOUNDARY);
    assertThat(bitmap.takeWordsScanned()).isEqualTo(1 + 10);
    assertThat(bitmap.fromStart(1, 0, NO_BOUNDARY)).isEqualTo(NONE);
    assertThat(bitmap.takeWordsScanned()).isEqualTo(10);

    bitmap.free(100, 1);
    bitmap.free(130, 100);
    assertThat(bitmap.fromStart(70, 0, NO_BOUNDARY)).isEqualTo(130);
    assertThat(bitmap.takeWordsScanned())
        .as("free look over words 0-1, used look in 1, free look 1-2, used look 2-3")
        .isEqualTo(2 + 1 + 2 + 2);
    assertThat(bitmap.takeWordsScanned()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "1, 2, 1", "1, -1, 1", "1, 0, 0", "1, 0, 3", "1, 9223372036854775807, 1"})
  void refusesRequestsThatMakeNoSense(int count, long alignMask, long boundary) {
    NextFitBitmap bitmap = new NextFitBitmap(64);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bitmap.next(count, alignMask, boundary))
        .withMessageContaining("%d entries", count);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1073741825"})
  void refusesTablesOfImpossibleSize(int entries) {
    assertThatIllegalArgumentException().isThrownBy(() -> new NextFitBitmap(entries));
  }
}
