package dev.tollgate.core.safety;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;

/** An IOTLB that reads an entry anew although it holds another translation of the page. */
class RefilledPageTest {

  private static final DmaDirection IN = DmaDirection.FROM_DEVICE;

  @Test
  void whatLiesBesideTheBufferIsFollowedToTheFrameThatIsReadThen() {
    Scene scene = Scene.caching(2);
    scene.ledger.objects();
    long bus = scene.map(0, 5, 1 << 12, 100, IN);
    scene.ledger.filled(0, 5, 1);
    scene.at(1_000_000);
    scene.ledger.stored(0, 5, 1, 2, IN); // without an invalidation: the unit still leads to frame 1
    scene.at(2_000_000);
    scene.ledger.filled(0, 5, 2);
    scene.at(5_000_000);
    scene.unmap(0, bus, 100, IN, Scene.Then.INVALIDATE);
    scene.at(6_000_000);

    // The parts beside the buffer are held against the whole, which is counted on its own.
    assertThatCode(scene.ledger::finish).doesNotThrowAnyException();
  }
}
