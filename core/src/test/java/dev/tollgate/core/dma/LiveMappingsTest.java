package dev.tollgate.core.dma;

import static dev.tollgate.core.dma.DmaDirection.FROM_DEVICE;
import static dev.tollgate.core.dma.DmaDirection.TO_DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.dma.LiveMappings.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveMappingsTest {

  private final LiveMappings mappings = new LiveMappings();

  @Test
  void meansTheMappingThatAgreesInEverything() {
    LiveMapping small = add(0, 0x1000, 64, TO_DEVICE);
    LiveMapping large = add(0, 0x1000, 128, TO_DEVICE);
    LiveMapping received = add(0, 0x1000, 64, FROM_DEVICE);

    assertThat(find(0x1000, 64, TO_DEVICE, Match.SAME_START)).isSameAs(small);
    assertThat(find(0x1000, 128, TO_DEVICE, Match.SAME_START)).isSameAs(large);
    assertThat(find(0x1000, 64, FROM_DEVICE, Match.SAME_START)).isSameAs(received);
    assertThat(find(0x1000, 99, TO_DEVICE, Match.SAME_START)).isNull();
  }

  @Test
  void meansTheOnlyCandidateEvenIfItDiffers() {
    LiveMapping only = add(0, 0x1000, 64, TO_DEVICE);
    assertThat(find(0x1000, 99, FROM_DEVICE, Match.SAME_START)).isSameAs(only);
    assertThat(find(0x1001, 64, TO_DEVICE, Match.SAME_START)).isNull();
  }

  @Test
  void meansTheOldestOfEqualMappings() {
    LiveMapping first = add(0, 0x1000, 64, TO_DEVICE);
    LiveMapping second = add(0, 0x1000, 64, TO_DEVICE);
    assertThat(find(0x1000, 64, TO_DEVICE, Match.SAME_START)).isSameAs(first);
    mappings.remove(first);
    assertThat(find(0x1000, 64, TO_DEVICE, Match.SAME_START)).isSameAs(second);
  }

  @Test
  void findsWhatContainsARangeFarBehindItsStart() {
    LiveMapping large = add(0, 0x3000, 0x10_0000, TO_DEVICE);
    assertThat(find(0x10_2fff, 1, TO_DEVICE, Match.CONTAINS)).isSameAs(large);
    assertThat(find(0x10_2fff, 2, TO_DEVICE, Match.CONTAINS)).isNull();
    assertThat(find(0x10_2fff, 2, TO_DEVICE, Match.CONTAINS_START)).isSameAs(large);
    assertThat(find(0x10_3000, 1, TO_DEVICE, Match.CONTAINS_START)).isNull();
    assertThat(find(0x2fff, 1, TO_DEVICE, Match.CONTAINS)).isNull();
  }

  @Test
  void findsNothingAtTheInvalidAddress() {
    add(0, 0, 0x10_0000, TO_DEVICE);
    assertThat(find(-1, 1, TO_DEVICE, Match.CONTAINS)).isNull();
    assertThat(find(-1, 1, TO_DEVICE, Match.CONTAINS_START)).isNull();
  }

  @Test
  void usesObjectsAgain() {
    LiveMapping first = add(0, 0x1000, 64, TO_DEVICE);
    mappings.remove(first);
    assertThat(mappings.take()).isSameAs(first);
  }

  @Test
  void answersAsAListDoes() {
    Random random = new Random(7);
    List<LiveMapping> model = new ArrayList<>();
    LiveMapping wanted = new LiveMapping();
    for (int step = 0; step < 30_000; step++) {
      int device = random.nextInt(3);
      long bus = (long) random.nextInt(4000) << 9;
      wanted.setSingle(device, bus, 1 + random.nextInt(512), 0, TO_DEVICE);
      LiveMapping found = mappings.find(wanted, Match.CONTAINS);
      assertThat(found).isSameAs(firstContaining(model, wanted));
      if (found == null && random.nextInt(10) < 9) {
        LiveMapping added = mappings.take().setSingle(device, bus, 512, 0, TO_DEVICE);
        mappings.add(added);
        model.add(added);
      } else if (found != null && random.nextInt(4) == 0) {
        assertThat(mappings.find(found, Match.SAME_START)).isSameAs(found);
        mappings.remove(found);
        model.remove(found);
      }
    }
    assertThat(model).hasSizeGreaterThan(4096);
    for (int device = 0; device < 3; device++) {
      assertThat(mappings.countOf(device)).isEqualTo(countOf(model, device));
    }
  }

  private LiveMapping add(int device, long bus, long size, DmaDirection direction) {
    LiveMapping added = mappings.take().setSingle(device, bus, size, 0, direction);
    mappings.add(added);
    return added;
  }

  private @Nullable LiveMapping find(long bus, long size, DmaDirection direction, Match match) {
    return mappings.find(new LiveMapping().setSingle(0, bus, size, 0, direction), match);
  }

  private static @Nullable LiveMapping firstContaining(
      List<LiveMapping> model, LiveMapping wanted) {
    for (LiveMapping mapping : model) {
      if (mapping.device == wanted.device
          && mapping.bus <= wanted.bus
          && wanted.end() <= mapping.end()) {
        return mapping;
      }
    }
    return null;
  }

  private static long countOf(List<LiveMapping> model, int device) {
    return model.stream().filter(mapping -> mapping.device == device).count();
  }
}
