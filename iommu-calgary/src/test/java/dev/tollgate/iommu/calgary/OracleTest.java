package dev.tollgate.iommu.calgary;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.dma.DmaDirection;
import dev.tollgate.core.iommu.IotlbListener;
import dev.tollgate.core.machine.Fnv1a;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.spi.IovaAllocator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Placements, flushes and table bytes against the answers of the kernel's own code (Linux 6.1,
 * lib/iommu-helper.c) for the same requests.
 */
class OracleTest {

  private static final long ID_MASK = (1 << 28) - 1;

  private final List<String> placements = new ArrayList<>();
  private final Map<Integer, Long> pageOf = new HashMap<>();
  private final Map<Integer, Integer> pagesOf = new HashMap<>();
  private long boundary;
  private long failed;
  private CalgaryIommu iommu = none();

  @SuppressWarnings("NullAway")
  private static CalgaryIommu none() {
    return null;
  }

  @ParameterizedTest
  @ValueSource(strings = {"iommu-1", "iommu-full-1"})
  void everyPlacementFlushAndByteIsTheKernels(String name) {
    for (String line : lines(name + ".trace.gz", true)) {
      if (!line.startsWith("#")) {
        replay(line.split(" "));
      }
    }

    assertThat(placements).isEqualTo(lines(name + ".iommu.addr.gz", true));
    BusDriver driver = iommu.driver(0);
    Map<String, String> report = new HashMap<>();
    for (String line : lines(name + ".iommu.txt", false)) {
      report.put(line.split(" ")[0], line.split(" ")[1]);
    }
    String text = String.join("\n", placements) + "\n";
    byte[] bytes = text.getBytes(US_ASCII);
    assertThat(report)
        .containsEntry("flushes", Long.toString(driver.flushes()))
        .containsEntry("failed", Long.toString(failed))
        .containsEntry("used", Long.toString(driver.allocator().used()))
        .containsEntry("used_peak", Long.toString(driver.allocator().bitmap().usedPeak()))
        .containsEntry("hint", Long.toString(driver.allocator().bitmap().hint()))
        .containsEntry(
            "address_digest",
            "%016x".formatted(Fnv1a.update(Fnv1a.OFFSET_BASIS, bytes, 0, bytes.length)))
        .containsEntry("table_digest", "%016x".formatted(driver.table().digest()));
    iommu.check();
    assertThat(CalgaryCheck.unownedEntries(driver)).isZero();
  }

  private void replay(String[] words) {
    switch (words[0]) {
      case "table" -> {
        boundary = words.length > 2 ? Long.parseLong(words[2]) : 1 << 20;
        Machine machine = Calgary.machine(64 << 20, 0);
        iommu =
            Calgary.make(
                machine,
                ImmutableList.of(0),
                IotlbListener.NONE,
                Long.parseLong(words[1]),
                "table",
                8L << 20,
                "reserve",
                false);
      }
      case "map" ->
          map(
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              words.length > 3 ? Integer.parseInt(words[3]) : 1);
      default -> unmap(Integer.parseInt(words[1]));
    }
  }

  private void map(int id, int pages, int alignment) {
    IovaAllocator iova = iommu.iovaAllocator(0);
    String wrapped = "";
    long page = iova.allocate(pages, alignment, boundary);
    if (page == IovaAllocator.NONE) {
      wrapped = " *";
      assertThat(iommu.invalidateAll(0)).isTrue();
      page = iova.retry(pages, alignment, boundary);
    }
    if (page == IovaAllocator.NONE) {
      failed++;
      placements.add(id + " full *");
    } else {
      iommu.map(0, page, pages, id & ID_MASK, DmaDirection.BIDIRECTIONAL);
      pageOf.put(id, page);
      pagesOf.put(id, pages);
      placements.add(id + " " + page + wrapped);
    }
    iommu.endOfCall(0);
  }

  private void unmap(int id) {
    Long page = pageOf.remove(id);
    Integer pages = pagesOf.remove(id);
    if (page != null && pages != null) {
      iommu.unmap(0, page, pages);
      assertThat(iommu.iovaAllocator(0).free(page, pages)).isTrue();
      iommu.endOfCall(0);
    }
  }

  private static List<String> lines(String name, boolean packed) {
    try (InputStream file = OracleTest.class.getResourceAsStream(name)) {
      InputStream plain = packed ? new GZIPInputStream(file) : file;
      return new BufferedReader(new InputStreamReader(plain, US_ASCII)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
