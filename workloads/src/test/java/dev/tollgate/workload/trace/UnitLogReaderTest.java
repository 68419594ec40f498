package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitLogReaderTest {

  private static final String LOG =
      """
      27394@1795319869.341117:vtd_inv_desc_iotlb_global iotlb invalidate global
      27394@1795319873.546015:vtd_iotlb_page_update IOTLB page update sid 0x20 iova 0xffefc002 slpte 0xcc9001 domain 0x6
      27390@1795319873.546048:vtd_iotlb_page_hit IOTLB page hit sid 0xfa iova 0x7ffffff00c slpte 0x8000001080c28003 domain 0x7
      27394@1795319873.546379:vtd_inv_desc_iotlb_pages iotlb invalidate domain 0x6 addr 0xffefc000 mask 0x3
      27394@1795319873.600000:vtd_inv_desc_iotlb_domain iotlb invalidate whole domain 0x6
      27394@1795319873.600001:vtd_fault_disabled Fault processing disabled for context entry
      27394@1795319873.600002:vtd_inv_desc_iotlb_pages iotlb invalidate domain 0x6 addr 0xffefc000 mask 0x40
      27394@1795319873.600003:vtd_iotlb_page_hit IOTLB page hit sid 0x20 iova 0xfff
      qemu-system-x86_64: warning: something
      27394@1795319873.60
      """;

  private final Path folder;

  UnitLogReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsAccessesAndInvalidations() {
    try (UnitLogReader reader = open()) {
      UnitEvent event = reader.event();
      List<String> events = new ArrayList<>();
      while (reader.next()) {
        events.add(
            String.format(
                "%s %d sid=%x domain=%x address=%x bytes=%d entry=%x%s%s",
                event.kind(),
                event.timeNanos() - 1795319869_000_000_000L,
                event.source(),
                event.domain(),
                event.address(),
                event.bytes(),
                event.entry(),
                event.kind().isAccess() && event.readable() ? " r" : "",
                event.kind().isAccess() && event.writable() ? " w" : ""));
      }
      assertThat(events)
          .containsExactly(
              "INVALIDATE_ALL 341117000 sid=ffffffff domain=ffffffff address=ffffffffffffffff"
                  + " bytes=0 entry=ffffffffffffffff",
              "FILL 4546015000 sid=20 domain=6 address=ffefc002 bytes=0 entry=cc9001 r",
              "HIT 4546048000 sid=fa domain=7 address=7ffffff00c bytes=0"
                  + " entry=8000001080c28003 r w",
              "INVALIDATE_PAGES 4546379000 sid=ffffffff domain=6 address=ffefc000 bytes=32768"
                  + " entry=ffffffffffffffff",
              "INVALIDATE_DOMAIN 4600000000 sid=ffffffff domain=6 address=ffffffffffffffff"
                  + " bytes=0 entry=ffffffffffffffff");
    }
  }

  @Test
  void countsWhatItCannotUse() {
    try (UnitLogReader reader = open()) {
      while (reader.next()) {}
      ReadingStatistics seen = reader.statistics();
      assertThat(seen.lines()).isEqualTo(10);
      assertThat(seen.events()).isEqualTo(5);
      assertThat(seen.foreignEvents()).isEqualTo(1);
      assertThat(seen.malformedEvents()).as("mask 0x40 and a cut line").isEqualTo(2);
      assertThat(seen.otherLines()).isEqualTo(2);
      assertThat(reader.format()).isEqualTo(TraceFormat.UNIT_LOG);
    }
  }

  @Test
  void takesThePhysicalPageFromTheEntry() {
    try (UnitLogReader reader = open()) {
      for (int i = 0; i < 3; i++) {
        assertThat(reader.next()).isTrue();
      }
      assertThat(reader.event().physicalPage()).isEqualTo(0x1080c28000L);
    }
  }

  private UnitLogReader open() {
    return (UnitLogReader) TraceReader.open(TraceFiles.write(folder, "log", LOG));
  }
}
