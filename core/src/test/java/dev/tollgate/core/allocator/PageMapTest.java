package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.BootClaim;
import dev.tollgate.core.spi.MemoryUse;
import org.junit.jupiter.api.Test;

class PageMapTest {

  private final PageMap map = new PageMap();

  @Test
  void bytesGoToTheFramesTheyLieIn() {
    map.frames(5, 2, FrameKind.SLAB, "dentry");
    map.asked(5 * 4096 + 4000, 200, map.who("dentry", "d_alloc"));
    map.free(6 * 4096 + 1000, 3000);
    map.metadata(6 * 4096 + 4000, 96);
    assertThat(map.requested(5)).isEqualTo(96);
    assertThat(map.beyond(5)).isEqualTo(4000);
    assertThat(map.requested(6)).isEqualTo(104);
    assertThat(map.free(6)).isEqualTo(3000);
    assertThat(map.metadata(6)).isEqualTo(96);
    assertThat(map.beyond(6)).isEqualTo(896);
    map.requireComplete(new MemoryUse(2, 200, 0, 0, 96, 4000, 3000, 896, 0));
  }

  @Test
  void whoAskedForMostOwnsAFrame() {
    int few = map.who("kmalloc", "few");
    int many = map.who("kmalloc", "many");
    int other = map.who("inode", "many");
    map.frames(0, 2, FrameKind.SMALL, "");
    map.asked(0, 100, few);
    map.asked(100, 60, many);
    map.asked(160, 90, other);
    map.asked(250, 60, many);
    assertThat(map.site(map.owner(0))).isEqualTo("many");
    assertThat(map.source(map.owner(0))).isEqualTo("kmalloc");
    map.asked(310, 20, few);
    assertThat(map.owner(0)).as("the lowest of two with 120 bytes").isEqualTo(few);
    assertThat(map.owner(1)).isEqualTo(PageMap.NOBODY);
    assertThat(map.who("kmalloc", "few")).as("the same number again").isEqualTo(few);
  }

  @Test
  void ofABlockTooSmallOnlyWhatIsInsideIsMarked() {
    map.frames(8, 2, FrameKind.BLOCK, "");
    map.frames(10, 1, FrameKind.BLOCK, "");
    map.asked(8 * 4096, 8193, map.who("kmalloc", ""));
    assertThat(map.requested(9)).isEqualTo(4096);
    assertThat(map.requested(10)).isZero();
  }

  @Test
  void contradictionsAreFound() {
    map.frames(3, 1, FrameKind.SLAB, "dentry");
    assertThatThrownBy(() -> map.frames(2, 2, FrameKind.BLOCK, ""))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("frame 3");
    assertThatThrownBy(() -> map.asked(7 * 4096, 8, PageMap.NOBODY))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("frame 7, which nobody holds");
    map.clear();
    map.frames(3, 1, FrameKind.SLAB, "dentry");
    map.asked(3 * 4096, 4000, PageMap.NOBODY);
    map.requireComplete(new MemoryUse(1, 4000, 96, 0, 0, 0, 0, 0, 0));
    assertThatThrownBy(() -> map.requireComplete(new MemoryUse(1, 3999, 97, 0, 0, 0, 0, 0, 0)))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> map.requireComplete(new MemoryUse(1, 4000, 0, 0, 0, 0, 96, 0, 0)))
        .isInstanceOf(InvariantViolation.class);
    map.free(3 * 4096, 97);
    assertThatThrownBy(() -> map.requireComplete(new MemoryUse(1, 4000, 0, 0, 0, 0, 97, 0, 0)))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("more than a frame");
  }

  @Test
  void clearingForgetsEverything() {
    map.frames(3, 1, FrameKind.SLAB, "dentry");
    map.asked(3 * 4096, 4000, map.who("dentry", "d_alloc"));
    map.clear();
    assertThat(map.count()).isZero();
    assertThat(map.isMarked(3)).isFalse();
    map.frames(3, 1, FrameKind.HEAP, "");
    assertThat(map.beyond(3)).isEqualTo(4096);
    assertThat(map.owner(3)).isEqualTo(PageMap.NOBODY);
  }

  @Test
  void bytesTakenTwiceInBootMemoryAreMarkedOnce() {
    map.reserved(new BootClaim("kernel", 4096, 5000), 100);
    map.reserved(new BootClaim("initrd", 8192, 4096), 100);
    map.reserved(new BootClaim("beyond memory", 100 * 4096, 4096), 100);
    assertThat(map.kind(1)).isEqualTo(FrameKind.RESERVED);
    assertThat(map.requested(1)).isEqualTo(4096);
    assertThat(map.requested(2)).isEqualTo(4096);
    assertThat(map.source(map.owner(2))).isEqualTo("initrd");
    assertThat(map.isMarked(100)).isFalse();
    map.requireComplete(new MemoryUse(0, 0, 0, 0, 0, 0, 0, 0, 0));
  }
}
