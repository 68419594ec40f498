package dev.tollgate.iommu.dart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tollgate.core.dma.DmaDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page used again must not lead to its old frame, nor to the dummy page. */
class ReuseAliasingTest {

  private static final long OLD_FRAME = 0xaaa;
  private static final long NEW_FRAME = 0xbbb;

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void aPageMappedAgainNeverLeadsToItsOldFrame(String model) {
    Dart dart = Dart.with("model", model);
    reuse(dart);
    assertThat(dart.frameAt(40)).isEqualTo(NEW_FRAME);
    dart.iommu.check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"u3", "u4"})
  void aPageThatADeviceTouchedBeforeItWasMappedDoesNotStayTheDummyPage(String model) {
    Dart dart = Dart.with("model", model);
    assertThat(dart.frameAt(40)).isEqualTo(dart.dummy());
    mapPage40(dart, NEW_FRAME);
    assertThat(dart.frameAt(40)).isEqualTo(NEW_FRAME);
  }

  @Test
  void withoutTheInvalidationAtMapTheOldFrameShadowsTheNewOneOnU4() {
    Dart dart = Dart.with("model", "u4", "lost-invalidate-every", 1L);
    reuse(dart);
    assertThat(dart.driver().table().read(40)).isEqualTo(DartEntry.of(NEW_FRAME));
    assertThat(dart.frameAt(40)).isEqualTo(OLD_FRAME);
    assertThatCode(dart.iommu::check).as("explained by the panics").doesNotThrowAnyException();
  }

  @Test
  void withoutTheFlushAtMapTheOldFrameShadowsTheNewOneOnU3() {
    Dart dart = Dart.with("model", "u3", "lost-flush-every", 1L);
    reuse(dart);
    assertThat(dart.frameAt(40)).isEqualTo(OLD_FRAME);
  }

  @Test
  void withoutTheInvalidationAtMapTheDummyPageSwallowsTheNewMapping() {
    Dart dart = Dart.with("model", "u4", "lost-invalidate-every", 1L);
    assertThat(dart.frameAt(40)).isEqualTo(dart.dummy());
    mapPage40(dart, NEW_FRAME);
    assertThat(dart.frameAt(40)).isEqualTo(dart.dummy());
  }

  private static void reuse(Dart dart) {
    mapPage40(dart, OLD_FRAME);
    assertThat(dart.frameAt(40)).isEqualTo(OLD_FRAME);
    dart.iommu.unmap(0, 40, 1);
    dart.iommu.endOfCall(0);
    assertThat(dart.frameAt(40)).isEqualTo(OLD_FRAME);
    mapPage40(dart, NEW_FRAME);
  }

  private static void mapPage40(Dart dart, long frame) {
    dart.iommu.map(0, 40, 1, frame, DmaDirection.FROM_DEVICE);
    dart.iommu.endOfCall(0);
  }
}
