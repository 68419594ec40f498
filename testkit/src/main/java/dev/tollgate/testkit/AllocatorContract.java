package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.CacheSpec.Flag;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.testkit.LiveObjects.Live;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every memory allocator must do, whatever it models: an allocator's own test extends this
 * class and names the {@link #variants} to test.
 *
 * <p>Random requests on machines with much memory, with little, and with several CPUs are compared
 * with a slow model: no two objects in use overlap each other or frames that somebody else took,
 * each keeps what was written to it, is aligned and as large as promised; a request fails only when
 * the page allocator refused one; every byte of the frames held is accounted for after every
 * command; the map of pages, where one is drawn, adds up to the same and has every object in use on
 * the allocator's pages; each call books a step; and the allocator's own {@link
 * KernelAllocator#check} passes.
 *
 * <p>What allocators promise differs. Those that promise more than the least, or knowingly less
 * because the real one has that fault, say so by overriding the methods below.
 *
 * <pre>{@code
 * class SlobAllocatorContractTest extends AllocatorContract {
 *   @Override
 *   protected ImmutableList<AllocatorVariant> variants() {
 *     return ImmutableList.of(
 *         AllocatorVariant.of("slob"), AllocatorVariant.of("slob", "variant=2.6.25"));
 *   }
 *
 *   @Override
 *   protected boolean noticesWrongFrees(AllocatorVariant variant) {
 *     return false;
 *   }
 * }
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AllocatorContract {

  private static final int SEQUENCES = 24;
  private static final int COMMANDS = 400;
  private static final int MUCH = 64 << 20;
  private static final int LITTLE = 1 << 20;
  private static final int LONG_WAIT = 4000;

  /** The allocator, with each choice of parameters that should be tested. */
  protected abstract ImmutableList<AllocatorVariant> variants();

  /** Bytes that every object is aligned to: a power of two. */
  protected long leastAlignment(AllocatorVariant variant) {
    return Long.BYTES;
  }

  /** Bytes that what kmalloc gives for {@code size} bytes is aligned to. */
  protected long kmallocAlignment(AllocatorVariant variant, long size) {
    return leastAlignment(variant);
  }

  /** Most bytes that one kmalloc can get. */
  protected long largestKmalloc(AllocatorVariant variant) {
    return (long) PhysicalMemory.FRAME_BYTES << PageAllocator.MAX_ORDER;
  }

  /**
   * Bytes that somebody who asks for {@code size} bytes may write; less only where a fault of the
   * real allocator is kept.
   */
  protected long bytesGiven(AllocatorVariant variant, long size) {
    return size;
  }

  /** Whether all bytes that ksize counts may be written. */
  protected boolean ksizeIsUsable(AllocatorVariant variant) {
    return true;
  }

  /**
   * Whether freeing what is not in use is refused; if not, at least freeing what lies in none of
   * the allocator's frames must be.
   */
  protected boolean noticesWrongFrees(AllocatorVariant variant) {
    return true;
  }

  /** A machine to test on. */
  enum World {
    MUCH_MEMORY(1, MUCH, PageAllocation.BUDDY),
    LITTLE_MEMORY(1, LITTLE, PageAllocation.FIRST_FIT),
    SEVERAL_CPUS(AllocatorCommands.CPUS, MUCH, PageAllocation.BUDDY);

    private final int cpus;
    private final long ram;
    private final PageAllocation pages;

    World(int cpus, long ram, PageAllocation pages) {
      this.cpus = cpus;
      this.ram = ram;
      this.pages = pages;
    }
  }

  final List<Arguments> worlds() {
    List<Arguments> cases = new ArrayList<>();
    for (AllocatorVariant variant : variants()) {
      for (World world : World.values()) {
        cases.add(Arguments.of(variant, world));
      }
    }
    return cases;
  }

  private AllocatorRig rig(AllocatorVariant variant, World world) {
    return player(variant, world).rig();
  }

  final AllocatorPlayer player(AllocatorVariant variant, World world) {
    return new AllocatorPlayer(
        variant, this, TestMachines.create(world.cpus, world.ram, world.pages));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("worlds")
  void randomRequestsAreAnsweredAsTheSlowModelAllows(AllocatorVariant variant, World world) {
    new CommandSequence<>(
            new AllocatorCommands(), commands -> player(variant, world).play(commands))
        .check(1, SEQUENCES, COMMANDS);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("worlds")
  void equalRunsHaveEqualAnswersAndFigures(AllocatorVariant variant, World world) {
    AllocatorPlayer one = player(variant, world);
    AllocatorPlayer other = player(variant, world);
    one.play(commands(7));
    other.play(commands(7));
    assertThat(other.rig().answers).isEqualTo(one.rig().answers);
    assertThat(other.rig().figures()).isEqualTo(one.rig().figures());
  }

  private static List<AllocatorCommand> commands(long seed) {
    AllocatorCommands language = new AllocatorCommands();
    Random random = new Random(seed);
    List<AllocatorCommand> commands = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      commands.add(language.random(random));
    }
    return commands;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void requestsOfEverySizeAreMetWhileThereIsMemory(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    for (int size = 1; size <= 4200; size++) {
      assertThat(rig.kmalloc(size)).as("kmalloc of %s bytes", size).isNotNull();
    }
    rig.checkAll();
    for (long power = 8192; power <= largestKmalloc(variant); power *= 2) {
      for (long size = power - 1; size <= power + 1; size++) {
        if (size <= largestKmalloc(variant)) {
          Live large = rig.kmalloc(size);
          assertThat(large).as("kmalloc of %s bytes", size).isNotNull();
          rig.checkUse();
        }
      }
      rig.freeAll();
    }
    rig.checkAll();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void zeroBytesAreNoMemoryAndMayBeFreed(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    MemoryUse before = rig.allocator.use();
    rig.kmalloc(0);
    assertThat(rig.allocator.use()).isEqualTo(before);
    assertThat(rig.allocator.ksize(KernelAllocator.ZERO_SIZE)).as("ksize of nothing").isZero();
    rig.allocator.kfree(KernelAllocator.ZERO_SIZE);
    rig.allocator.kfree(KernelAllocator.FAILED);
    assertThat(rig.allocator.use()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void impossibleSizesAreRefusedOrFail(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    MemoryUse before = rig.allocator.use();
    for (long size : new long[] {-1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> rig.allocator.kmalloc(size))
          .as("kmalloc of %s bytes", size)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Long.toString(size));
    }
    for (long size : new long[] {5 << 20, 1L << 40, Long.MAX_VALUE}) {
      assertThat(rig.allocator.kmalloc(size))
          .as("kmalloc of %s bytes", size)
          .isEqualTo(KernelAllocator.FAILED);
    }
    assertThat(rig.allocator.use().requested()).isEqualTo(before.requested());
    rig.checkAll();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void impossibleCachesAreRefusedByName(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    MemoryUse before = rig.allocator.use();
    long[][] impossible = {{0, 0}, {-8, 0}, {64, 3}, {64, -8}, {1L << 40, 0}, {64, 1L << 40}};
    for (long[] sizeAndAlignment : impossible) {
      CacheSpec spec =
          new CacheSpec("strange", sizeAndAlignment[0], sizeAndAlignment[1], ImmutableSet.of());
      assertThatThrownBy(() -> rig.allocator.createCache(spec))
          .as("%s", spec)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("strange");
    }
    MemoryUse after = rig.allocator.use();
    assertThat(after.metadata()).as("metadata left behind").isEqualTo(before.metadata());
    rig.checkAll();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void objectsOfCachesAreAlignedAsAsked(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    for (int shift = 0; shift <= PhysicalMemory.FRAME_SHIFT; shift++) {
      for (long size : new long[] {1, 24, 100, 700, 2100, 5000}) {
        for (ImmutableSet<Flag> flags :
            List.of(ImmutableSet.<Flag>of(), ImmutableSet.of(Flag.TYPESAFE_BY_RCU))) {
          long alignment = shift == 0 ? 0 : 1L << shift;
          int cache = rig.createCache(new CacheSpec("aligned", size, alignment, flags));
          for (int i = 0; i < 5; i++) {
            assertThat(rig.allocate(cache)).isNotNull();
          }
        }
      }
    }
    rig.checkAll();
    rig.freeAll();
    rig.checkAll();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void exhaustedMemoryServesAsMuchAgainOnceFreed(AllocatorVariant variant) {
    for (int size : new int[] {24, 100, 512, 3000, 5000, 20_000}) {
      AllocatorRig rig = rig(variant, World.LITTLE_MEMORY);
      int met = fill(rig, size);
      assertThat((long) met * size)
          .as("bytes in objects of %s", size)
          .isGreaterThan(Math.min(size, 32) * (LITTLE / 100L));
      rig.checkAll();
      assertThat(rig.kmalloc(size)).as("one more").isNull();
      Collections.shuffle(rig.live, new Random(size));
      rig.freeAll();
      rig.checkAll();
      assertThat(fill(rig, size))
          .as("objects of %s bytes when memory is filled again", size)
          .isGreaterThanOrEqualTo(met * 9 / 10);
      rig.checkAll();
    }
  }

  private static int fill(AllocatorRig rig, int size) {
    int met = 0;
    while (rig.kmalloc(size) != null) {
      met++;
    }
    return met;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void framesComeBackWhenObjectsAreFreed(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    Random random = new Random(3);
    long before = rig.allocator.framesHeld();
    long afterFirst = 0;
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 4000; i++) {
        rig.kmalloc(1 + random.nextInt(i % 50 == 0 ? 20_000 : 1500));
      }
      long full = rig.allocator.framesHeld();
      Collections.shuffle(rig.live, random);
      rig.freeAll();
      rig.wait(LONG_WAIT);
      rig.checkAll();
      MemoryUse use = rig.allocator.use();
      assertThat(List.of(use.requested(), use.slack(), use.headers(), use.pageOrderWaste()))
          .as("requested, slack, headers and page-order waste of nothing")
          .containsOnly(0L);
      assertThat(use.framesHeld() - before)
          .as("frames kept, of %s", full)
          .isLessThanOrEqualTo((full - before) / 4);
      afterFirst = round == 0 ? use.framesHeld() : afterFirst;
      assertThat(use.framesHeld())
          .as("frames kept after round %s", round)
          .isLessThanOrEqualTo(afterFirst + afterFirst / 4 + 8);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void freeingWhatIsNotTheAllocatorsIsRefused(AllocatorVariant variant) {
    AllocatorRig rig = rig(variant, World.MUCH_MEMORY);
    Live object = met(rig.kmalloc(100));
    Live frames = met(rig.takeFrames(0));
    refused(rig, frames.address());
    refused(rig, frames.address() + 256);
    refused(rig, rig.machine.memory().size() - PhysicalMemory.FRAME_BYTES);
    rig.checkAll();
    if (noticesWrongFrees(variant)) {
      Live large = met(rig.kmalloc(20_000));
      refused(rig, object.address() + 8);
      refused(rig, large.address() + PhysicalMemory.FRAME_BYTES);
      rig.free(object);
      rig.free(large);
      refused(rig, object.address());
      refused(rig, large.address());
    } else {
      rig.free(object);
    }
    rig.checkAll();
  }

  private static Live met(@Nullable Live answer) {
    if (answer == null) {
      throw new AssertionError("a request fails in a machine with much memory");
    }
    return answer;
  }

  private static void refused(AllocatorRig rig, long address) {
    assertThatThrownBy(() -> rig.allocator.kfree(address))
        .as("kfree of 0x%x", address)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0x%x".formatted(address));
  }
}
