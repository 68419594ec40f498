package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScatterPiecesTest {

  private final ScatterPieces pieces = new ScatterPieces();

  @Test
  void pairsListsOfOneLength() {
    pieces.split(list(new long[] {0x84bf010, 0x9000200}, 0xfffc0010L, 0x10, 0xfffd0200L, 0x200));
    assertThat(pieces.exact()).isTrue();
    assertThat(text()).containsExactly("fffc0010 <- 84bf010 + 16", "fffd0200 <- 9000200 + 512");
  }

  @Test
  void endsJoinedPiecesAtPageEnds() {
    pieces.split(list(new long[] {0x84bfe00, 0x9000000, 0xa000000}, 0xfffc0e00L, 0x1300));
    assertThat(pieces.exact()).isFalse();
    assertThat(text())
        .containsExactly(
            "fffc0e00 <- 84bfe00 + 512", "fffc1000 <- 9000000 + 4096", "fffc2000 <- a000000 + 256");
  }

  @Test
  void givesTheLastPieceOfARangeWhatIsLeft() {
    pieces.split(list(new long[] {0x1000, 0x9000}, 0x80000, 0x5000));
    assertThat(text()).containsExactly("80000 <- 1000 + 4096", "81000 <- 9000 + 16384");
  }

  @Test
  void leavesAPieceForEveryLaterRange() {
    pieces.split(list(new long[] {0x1000, 0x2000, 0x9000}, 0x80000, 0x8000, 0xa0000, 0x1000));
    assertThat(text())
        .containsExactly("80000 <- 1000 + 4096", "81000 <- 2000 + 28672", "a0000 <- 9000 + 4096");
  }

  @Test
  void coversNoMoreThanThePhysicalListSays() {
    pieces.split(list(new long[] {0x1000}, 0x80000, 0x1000, 0xa0000, 0x1000));
    assertThat(text()).containsExactly("80000 <- 1000 + 4096");
  }

  private List<String> text() {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < pieces.count(); i++) {
      text.add(
          String.format("%x <- %x + %d", pieces.address(i), pieces.physical(i), pieces.bytes(i)));
    }
    return text;
  }

  private static KernelEvent list(long[] physicals, long... segments) {
    KernelEvent event = new KernelEvent();
    event.reset(EventKind.DMA_MAP_SCATTER);
    event.physicalCount = physicals.length;
    System.arraycopy(physicals, 0, event.physicals, 0, physicals.length);
    event.segments = segments.length / 2;
    for (int i = 0; i < event.segments; i++) {
      event.segmentAddresses[i] = segments[2 * i];
      event.segmentBytes[i] = segments[2 * i + 1];
    }
    return event;
  }
}
