package dev.tollgate.allocator.slob;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.core.machine.Fnv1a;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.PageCounts;
import dev.tollgate.core.spi.MemoryUse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Addresses, sizes and reports against the answers of the kernel's own code (Linux 6.1, mm/slob.c)
 * for the same requests.
 */
class OracleTest {

  private static final List<String> OF_THE_TRACE =
      List.of("allocator", "events", "cache", "kmalloc", "kfree", "alloc", "free");

  @Test
  void aTraceToReadByEyeIsAnsweredAsByTheKernel() {
    check("small.trace", "small.slob", ".addr", 65536, 10, AllocationTrace::resource);
  }

  @Test
  void requestsThatFailFailAsInTheKernel() {
    check("lifo-1.trace.gz", "lifo-1.slob-700", ".addr.gz", 700, 2000, AllocationTrace::resource);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boot-1", "fifo-1", "frag-1", "lifo-1", "powerlaw-1", "random-1"})
  void everyAddressAndEveryFigureIsTheKernels(String name) {
    assumeTrue(Files.isDirectory(AllocationTrace.oracle()));
    check(name + ".trace.gz", name + ".slob", ".addr.gz", 65536, 2000, AllocationTrace::oracle);
  }

  private static void check(
      String trace,
      String answer,
      String addresses,
      long frames,
      int every,
      Function<String, List<String>> files) {
    Machine machine = Slob.machine(frames);
    PagedSlob slob = new PagedSlob(machine, Generation.LINUX_6_1);
    AllocationTrace events = AllocationTrace.of(files.apply(trace));
    List<String> states = new ArrayList<>();
    AllocationTrace.Run run =
        events.replay(
            slob,
            count -> {
              if (count % every == 0) {
                states.add(state(count, slob));
              }
              if (count % 1000 == 0) {
                MemoryUse use = slob.use();
                assertThat(use.sum()).isEqualTo(4096 * use.framesHeld());
              }
            });
    slob.check();

    assertThat(run.placements.toString().lines())
        .containsExactlyElementsOf(files.apply(answer + addresses));
    byte[] bytes = run.placements.toString().getBytes(US_ASCII);
    PageCounts counts = machine.pages().counts();
    PageHeap heap = slob.heap();
    Stream<String> figures =
        Stream.of(
            "failed " + run.failed,
            "live " + run.live,
            "requested_live " + run.requested,
            "requested_peak " + run.requestedPeak,
            "pages_held " + slob.framesHeld(),
            "pages_peak " + slob.pages().peak(),
            "frames_top " + counts.topFrame(),
            "page_allocs " + counts.allocations(),
            "page_frees " + counts.frees(),
            "small_pages " + heap.list(0).count(),
            "small_free_units " + heap.freeUnits(0),
            "medium_pages " + heap.list(1).count(),
            "medium_free_units " + heap.freeUnits(1),
            "large_pages " + heap.list(2).count(),
            "large_free_units " + heap.freeUnits(2),
            "full_pages " + heap.fullPages(),
            "whole_pages " + slob.blocks().wholePages(),
            "free_units " + heap.freeBytes() / 2,
            "address_digest %016x"
                .formatted(Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 0, bytes.length)));
    assertThat(Stream.concat(states.stream(), figures))
        .containsExactlyElementsOf(
            files.apply(answer + ".txt").stream()
                .filter(line -> !OF_THE_TRACE.contains(line.split(" ")[0]))
                .toList());
    assertThat(slob.use().requested()).isEqualTo(run.requested);
  }

  private static String state(long events, PagedSlob slob) {
    PageHeap heap = slob.heap();
    long[] figures = {
      events,
      slob.framesHeld(),
      heap.list(0).count(),
      heap.list(1).count(),
      heap.list(2).count(),
      heap.fullPages(),
      heap.freeBytes() / 2,
      slob.use().requested()
    };
    return "state " + String.join(" ", Arrays.stream(figures).mapToObj(Long::toString).toList());
  }
}
