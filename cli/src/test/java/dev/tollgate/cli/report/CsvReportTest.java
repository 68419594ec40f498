package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.tollgate.cli.results.Results;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReportTest {

  private static final Results RESULTS = SampleResults.all();
  private static final List<NamedCsvRecord> ROWS =
      CsvReader.builder().ofNamedCsvRecord(csv()).stream().toList();

  private static String csv() {
    StringWriter writer = new StringWriter();
    try {
      CsvReport.write(RESULTS, writer);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return writer.toString();
  }

  @Test
  void hasARowForEachRun() {
    assertThat(ROWS).hasSameSizeAs(RESULTS.runs());
    NamedCsvRecord row = ROWS.get(1);
    assertThat(row.getField("run")).isEqualTo("2");
    assertThat(row.getField("workload.replay.trace")).isEqualTo("examples/traces/tx16k.ftrace.gz");
    assertThat(row.getField("iommu")).isEqualTo("calgary");
    assertThat(row.getField("spec.machine")).isEqualTo("lab");
    assertThat(row.getField("status")).isEqualTo("finished");
    assertThat(row.getField("dma.maps")).isEqualTo("20000");
  }

  @Test
  void everyMetricIsAColumn() {
    assertThat(ROWS.get(0).getHeader()).containsAll(RESULTS.meanings().keySet());
    assertThat(ROWS.get(0).getHeader()).doesNotHaveDuplicates();
  }

  @Test
  void unknownAndAbsentFiguresAreEmpty() {
    assertThat(ROWS.get(0).getField("safety.stale.p99")).isEmpty();
    assertThat(ROWS.get(7).getField("safety.cross-device.mean")).isEmpty();
    assertThat(ROWS.get(1).getField("safety.cross-device.mean")).isEqualTo("0");
  }

  @Test
  void failedRunsSayWhy() {
    NamedCsvRecord failed = ROWS.get(11);
    assertThat(failed.getField("status")).isEqualTo("invariant violated");
    assertThat(failed.getField("message")).startsWith("bitmap says 12 entries, table");
    assertThat(failed.getField("dma.maps")).isEmpty();
  }
}
