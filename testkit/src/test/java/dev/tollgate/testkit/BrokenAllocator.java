package dev.tollgate.testkit;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.error.InvariantViolation;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.AllocatorContext;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.MemoryUse;
import dev.tollgate.core.spi.ObjectCache;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** An allocator with one defect, planted to see whether the contract finds it. */
final class BrokenAllocator implements KernelAllocator {

  /** What is wrong with it. */
  enum Defect {
    /** Nothing. */
    NONE,
    /** The third object it gives is the second. */
    GIVES_AN_OBJECT_TWICE,
    /** It keeps room for all bytes but the last of a page and more, and says that there is more. */
    GIVES_TOO_LITTLE,
    /** It aligns small objects to 4 bytes. */
    MISALIGNS,
    /** It makes caches without the alignment asked for. */
    IGNORES_ALIGNMENT,
    /** It says that one byte less than asked for may be used. */
    SAYS_TOO_LITTLE,
    /** It says that twice as much may be used. */
    SAYS_TOO_MUCH,
    /** It writes a header before each object, into the one before. */
    WRITES_INTO_OBJECTS,
    /** It gives the frame of a small object back, and the object lives on. */
    GIVES_FRAMES_BACK_EARLY,
    /** It forgets to give back what is freed on another CPU than the first. */
    FORGETS_ON_OTHER_CPUS,
    /** It frees something by itself once time passes. */
    FREES_BY_ITSELF,
    /** It takes memory for 0 bytes. */
    TAKES_MEMORY_FOR_NOTHING,
    /** Its third request fails whatever memory there is. */
    FAILS_WITHOUT_CAUSE,
    /** It keeps a frame when it fails. */
    LEAKS_WHEN_IT_FAILS,
    /** It takes a page more than needed for each large request, and does not say so. */
    HOLDS_FRAMES_IN_SECRET,
    /** Its parts of memory do not add up. */
    MISCOUNTS,
    /** Its parts add up, but objects in use pass for free ones. */
    COUNTS_OBJECTS_AS_FREE,
    /** It frees without booking a step. */
    BOOKS_NO_STEP,
    /** It takes steps back. */
    TAKES_STEPS_BACK,
    /** It finds its lists broken. */
    CONTRADICTS_ITSELF,
    /** It does not notice that something is freed twice. */
    MISSES_DOUBLE_FREES,
    /** Every second one made answers otherwise. */
    ANSWERS_BY_CHANCE,
    /** It never gives a frame back. */
    KEEPS_FRAMES
  }

  private static final AtomicInteger MADE = new AtomicInteger();
  private static final int FRAME_SHIFT = 12;
  private static final int FRAME_BYTES = 1 << FRAME_SHIFT;

  private final Machine machine;
  private final BucketAllocator sound;
  private final Defect defect;
  private final int account;
  private final ArrayDeque<Long> given = new ArrayDeque<>();
  private int cpu;
  private int requests;

  private BrokenAllocator(Machine machine, Defect defect) {
    this.machine = machine;
    this.sound = new BucketAllocator(machine, defect != Defect.KEEPS_FRAMES);
    this.defect = defect;
    this.account = machine.ledger().open(CostCenter.MEMORY_ALLOCATION, Steps.LOCK);
    if (defect == Defect.ANSWERS_BY_CHANCE && MADE.incrementAndGet() % 2 == 0) {
      machine.pages().allocate(3);
    }
    if (defect == Defect.FREES_BY_ITSELF) {
      machine.events().schedule(1, now -> sound.kfree(given.isEmpty() ? FAILED : given.pop()));
    }
  }

  /** One with a defect. */
  static AllocatorVariant variant(Defect defect) {
    return new AllocatorVariant(defect.name(), new Factory(defect), Parameters.NONE);
  }

  private record Factory(Defect defect) implements AllocatorFactory {
    @Override
    public String description() {
      return "Broken.";
    }

    @Override
    public ImmutableList<ParameterSpec> parameters() {
      return ImmutableList.of();
    }

    @Override
    public KernelAllocator create(AllocatorContext context, Parameters parameters) {
      return new BrokenAllocator(context.machine(), defect);
    }
  }

  @Override
  public long kmalloc(long size) {
    requests++;
    if (defect == Defect.GIVES_AN_OBJECT_TWICE && requests == 3 && !given.isEmpty()) {
      return given.peek();
    }
    if (defect == Defect.FAILS_WITHOUT_CAUSE && requests == 3) {
      return FAILED;
    }
    if (defect == Defect.TAKES_MEMORY_FOR_NOTHING && size == 0) {
      sound.kmalloc(1);
    }
    boolean less = defect == Defect.GIVES_TOO_LITTLE && size > FRAME_BYTES;
    long address = sound.kmalloc(less ? size - 1 : size);
    if (address == FAILED) {
      if (defect == Defect.LEAKS_WHEN_IT_FAILS) {
        machine.pages().allocate(0);
      }
      return FAILED;
    }
    if (address != ZERO_SIZE) {
      given.push(address);
      after(address, size);
    }
    return defect == Defect.MISALIGNS && address != ZERO_SIZE ? address + 4 : address;
  }

  private void after(long address, long size) {
    if (defect == Defect.WRITES_INTO_OBJECTS && address >= Long.BYTES) {
      machine.memory().writeLongLittleEndian(address - Long.BYTES, size);
    }
    if (defect == Defect.GIVES_FRAMES_BACK_EARLY && requests == 3 && size < FRAME_BYTES) {
      machine.pages().free(address >>> FRAME_SHIFT, 0);
    }
    if (defect == Defect.HOLDS_FRAMES_IN_SECRET && size > FRAME_BYTES) {
      machine.pages().allocate(0);
    }
  }

  @Override
  public void kfree(long address) {
    switch (defect) {
      case MISALIGNS -> sound.kfree(address > 0 ? address - 4 : address);
      case FORGETS_ON_OTHER_CPUS -> sound.kfree(cpu == 0 ? address : FAILED);
      case BOOKS_NO_STEP -> {
        given.remove(address);
        sound.kfreeUnbooked(address);
      }
      case TAKES_STEPS_BACK -> {
        sound.kfree(address);
        machine.ledger().add(account, -1);
      }
      case MISSES_DOUBLE_FREES -> {
        if (given.remove(address)) {
          sound.kfree(address);
        }
      }
      default -> {
        given.remove(address);
        sound.kfree(address);
      }
    }
  }

  @Override
  public long ksize(long address) {
    return switch (defect) {
      case SAYS_TOO_LITTLE -> Math.max(0, sound.ksize(address) - 1);
      case SAYS_TOO_MUCH -> 2 * sound.ksize(address);
      case MISALIGNS -> sound.ksize(address > 0 ? address - 4 : address) - 4;
      case GIVES_TOO_LITTLE -> sound.ksize(address) + 1;
      default -> sound.ksize(address);
    };
  }

  @Override
  public ObjectCache createCache(CacheSpec spec) {
    boolean blind = defect == Defect.IGNORES_ALIGNMENT && Long.bitCount(spec.alignment()) == 1;
    return sound.createCache(
        blind ? new CacheSpec(spec.name(), spec.size(), 0, spec.flags()) : spec);
  }

  @Override
  public MemoryUse use() {
    MemoryUse use = sound.use();
    boolean any = use.requested() > 0;
    long more = defect == Defect.MISCOUNTS && any ? 1 : 0;
    long moved = defect == Defect.COUNTS_OBJECTS_AS_FREE && any ? 1 : 0;
    return new MemoryUse(
        use.framesHeld(),
        use.requested() - moved,
        use.slack() + more,
        0,
        0,
        0,
        use.freeObjects() + moved,
        0,
        0);
  }

  @Override
  public long framesHeld() {
    return sound.framesHeld();
  }

  @Override
  public void runOn(int number) {
    cpu = number;
  }

  @Override
  public void check() {
    if (defect == Defect.CONTRADICTS_ITSELF && given.size() > 2) {
      throw new InvariantViolation("more than two objects");
    }
    sound.check();
  }
}
