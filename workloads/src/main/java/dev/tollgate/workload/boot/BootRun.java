package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageAllocator;
import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.machine.Watermarks;
import dev.tollgate.core.spi.AllocatorSource;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One boot under way: makes the requests row by row, and keeps what comes of them. */
final class BootRun {

  private final BootOptions options;
  private final Machine machine;
  private final AllocatorSource source;
  private final Map<String, ObjectCache> caches = new LinkedHashMap<>();
  private final BootPictures pictures;
  private @Nullable EarlyMemory early;
  private @Nullable PageAllocator pages;
  private @Nullable KernelAllocator allocator;
  private @Nullable UserSpace user;
  private Watermarks marks = Watermarks.NONE;
  private boolean initFreed;
  private long kernelPages;
  private long stackBytes;
  private long sysfsFiles;
  private int rowsDone;

  BootRun(BootOptions options, Machine machine, AllocatorSource source) {
    this.options = options;
    this.machine = machine;
    this.source = source;
    this.pictures = new BootPictures(this, machine, options.pictures());
  }

  BootReport run(List<BootRow> rows) {
    BootFailure failure = null;
    try {
      EarlyMemory made = new EarlyMemory(machine, KernelImage.of(options, source.imageBytes()));
      early = made;
      made.describe(options);
      pictures.rowDone(0);
      for (BootRow row : rows) {
        request(row);
        rowsDone++;
        pictures.rowDone(rowsDone);
      }
      machine.advanceTo(machine.now() + options.settle());
    } catch (BootHalt halt) {
      failure = halt.failure();
    }
    if (early != null) {
      pictures.finish(rowsDone);
    }
    return new BootReport(this, failure);
  }

  private void request(BootRow row) {
    long bytes = row.size().bytes(early().ramBytes(), options.stackBytes());
    switch (row.kind()) {
      case BOOTMEM -> {
        for (int i = 0; i < row.kept() + row.passing(); i++) {
          early().allocate(row.step(), row.name(), bytes);
        }
      }
      case PAGES -> blocks(row, bytes);
      case KMALLOC -> kmalloc(row, row.name(), row.name(), bytes);
      case CACHE -> objects(row, row.name(), bytes);
      case SYSFS -> sysfs(row);
      case EVENT -> event(row, BootEvent.of(row.name()));
    }
  }

  private void blocks(BootRow row, long bytes) {
    int order = order(bytes);
    repeat(
        row,
        "pages for " + row.name(),
        bytes,
        () -> {
          long frame = pages().allocate(order);
          kernelPages += frame == PageAllocator.NO_FRAME ? 0 : 1L << order;
          return frame;
        },
        frame -> {
          pages().free(frame, order);
          kernelPages -= 1L << order;
        },
        frame -> pictures.block(frame, bytes, row.name(), row.step()));
  }

  private void kmalloc(BootRow row, String name, String caller, long bytes) {
    KernelAllocator from = allocator();
    from.calledFrom(from.callSite(caller));
    repeat(
        row,
        "kmalloc for " + name,
        bytes,
        () -> from.kmalloc(bytes),
        from::kfree,
        address -> pictures.object(address, bytes, "kmalloc", caller));
    if (row.size().kind() == BootSize.Kind.STACK) {
      stackBytes += row.kept() * bytes;
    }
  }

  private void objects(BootRow row, String name, long bytes) {
    ObjectCache cache = caches.get(name);
    if (cache == null) {
      cache = cache(row, name, bytes);
      caches.put(name, cache);
    }
    KernelAllocator from = allocator();
    from.calledFrom(from.callSite(row.step()));
    ObjectCache made = cache;
    repeat(
        row,
        "an object of " + name,
        bytes,
        made::allocate,
        made::free,
        address -> pictures.object(address, made.objectSize(), name, row.step()));
  }

  private ObjectCache cache(BootRow row, String name, long bytes) {
    return make(
        row,
        "the cache " + name,
        bytes,
        () -> allocator().createCache(new CacheSpec(name, bytes, 0, ImmutableSet.of())));
  }

  private void sysfs(BootRow row) {
    int files = row.kept();
    switch (options.sysfs()) {
      case OFF -> files = 0;
      case BACKING_STORE ->
          kmalloc(row, "a sysfs record of " + row.name(), row.step(), Sysfs.RECORD_BYTES);
      case FULL -> {
        objects(row, "inode_cache", Sysfs.INODE_BYTES);
        objects(row, "dentry_cache", Sysfs.DENTRY_BYTES);
      }
    }
    sysfsFiles += files;
  }

  private void event(BootRow row, BootEvent event) {
    switch (event) {
      case MEM_INIT -> pages = early().handOver();
      case KMEM_CACHE_INIT -> allocator = make(row, "the allocator's start", 0, source);
      case WATERMARKS -> {
        user = new UserSpace(options.user(), pages());
        if (options.watermarks()) {
          marks = Watermarks.ofLinux26(early().ramBytes() >>> PhysicalMemory.FRAME_SHIFT);
          pages().keepFree(marks, Objects.requireNonNull(user));
        }
      }
      case FREE_INITMEM -> {
        early().freeInit(pages());
        initFreed = true;
      }
      case USER_SPACE ->
          Objects.requireNonNull(user)
              .run(
                  what -> orHalt(row, what, PhysicalMemory.FRAME_BYTES, () -> pages().allocate(0)));
    }
  }

  /** Asks for what passes, one after the other, and then for what stays. */
  private void repeat(
      BootRow row,
      String what,
      long bytes,
      LongSupplier request,
      LongConsumer giveBack,
      LongConsumer keep) {
    for (int i = 0; i < row.passing(); i++) {
      giveBack.accept(orHalt(row, what, bytes, request));
    }
    for (int i = 0; i < row.kept(); i++) {
      keep.accept(orHalt(row, what, bytes, request));
    }
  }

  private long orHalt(BootRow row, String what, long bytes, LongSupplier request) {
    PageCounts counts = pages().counts();
    long kept = counts.kept();
    long failures = counts.failures();
    long answer = request.getAsLong();
    if (answer == KernelAllocator.FAILED) {
      throw counts.failures() == failures
          ? new BootHalt(BootFailure.ofAllocator(row.step(), what, bytes))
          : halt(row, what, bytes, kept);
    }
    return answer;
  }

  /** Something that the allocator makes; it complains if memory was refused to it. */
  private <T> T make(BootRow row, String what, long bytes, Supplier<T> making) {
    PageCounts counts = pages().counts();
    long kept = counts.kept();
    long failures = counts.failures();
    try {
      return making.get();
    } catch (BadInputException e) {
      if (counts.failures() == failures) {
        throw e;
      }
      throw halt(row, what, bytes, kept);
    }
  }

  private BootHalt halt(BootRow row, String what, long bytes, long kept) {
    return new BootHalt(BootFailure.ofPages(row.step(), what, bytes, pages(), marks, kept));
  }

  private static int order(long bytes) {
    int order = 0;
    while (((long) PhysicalMemory.FRAME_BYTES << order) < bytes) {
      order++;
    }
    return order;
  }

  /** Memory before the page allocator; there once the kernel is loaded. */
  EarlyMemory early() {
    return Objects.requireNonNull(early);
  }

  @Nullable EarlyMemory earlyIfAny() {
    return early;
  }

  private PageAllocator pages() {
    return Objects.requireNonNull(pages);
  }

  private KernelAllocator allocator() {
    return Objects.requireNonNull(allocator);
  }

  @Nullable PageAllocator pagesIfAny() {
    return pages;
  }

  @Nullable KernelAllocator allocatorIfAny() {
    return allocator;
  }

  @Nullable UserSpace userIfAny() {
    return user;
  }

  BootOptions options() {
    return options;
  }

  Watermarks marks() {
    return marks;
  }

  boolean isInitFreed() {
    return initFreed;
  }

  /** Frames that the kernel took from the page allocator itself. */
  long kernelPages() {
    return kernelPages;
  }

  /** Bytes of the stacks of all tasks, within the allocator's memory. */
  long stackBytes() {
    return stackBytes;
  }

  /** Files and folders of sysfs. */
  long sysfsFiles() {
    return sysfsFiles;
  }

  /** The machine, to be looked at. */
  Machine machine() {
    return machine;
  }

  /** Pictures of its memory. */
  BootPictures pictures() {
    return pictures;
  }

  /** Rows done. */
  int rowsDone() {
    return rowsDone;
  }
}
