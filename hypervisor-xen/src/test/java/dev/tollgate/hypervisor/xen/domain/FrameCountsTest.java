package dev.tollgate.hypervisor.xen.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCountsTest {

  @Test
  void eachFrameHasACountOfItsOwn() {
    int frames = 5000;
    FrameCounts counts = new FrameCounts(frames);
    FrameCounts others = new FrameCounts(frames);
    int[] expected = new int[frames];
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      int frame = random.nextInt(frames);
      int difference = random.nextInt(5) - 1;
      expected[frame] += difference;
      counts.add(frame, difference);
    }
    for (int frame = 0; frame < frames; frame++) {
      assertThat(counts.get(frame)).as("frame %d", frame).isEqualTo(expected[frame]);
      assertThat(others.get(frame)).isZero();
    }
  }
}
