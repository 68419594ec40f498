package dev.tollgate.workload.stream.netperf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.workload.text.CFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceDemandTest {

  private static final String OPTIONS = "-P 0 -c -C";

  @Test
  void agreesWithARunOfNetperf() {
    NetperfResult run = Runs.busySecond(923_275_000, 1024);
    assertThat(NetperfTable.print(NetperfOptions.parse(OPTIONS + " -- -m 1024"), run))
        .isEqualTo(
            "131072  16384   1024    1.00       7386.20   100.00   100.00   2.218   2.218  \n");
  }

  @Test
  void agreesWithTheFormulaInTheFiguresThatAreRead() {
    double kilobytesPerSecond = 7386.20e6 / 8 / 1024;
    assertThat(ServiceDemand.perKilobyte(100, 7386.20e6 / 8, 1, 2))
        .isEqualTo(100 * 10000 / kilobytesPerSecond * 2);
  }

  /** The formula is busy microseconds per KB: checked with exact fractions of seeded runs. */
  @Test
  void printsTheDigitsOfTheExactQuotient() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      long elapsed = 1 + (random.nextLong() >>> 20);
      long bytes = 1024 + (random.nextLong() >>> (24 + random.nextInt(16)));
      int cpus = 1 + random.nextInt(16);
      long[] busy = random.longs(cpus, 0, elapsed).toArray();
      CpuUse use = CpuUse.of(busy);
      BigDecimal exact =
          new BigDecimal(use.totalPicoseconds())
              .multiply(new BigDecimal(1024))
              .divide(new BigDecimal(1_000_000), MathContext.UNLIMITED)
              .divide(new BigDecimal(bytes), 60, RoundingMode.HALF_EVEN);
      double demand =
          ServiceDemand.perKilobyte(use.utilization(elapsed), (double) bytes, elapsed / 1e12, cpus);
      assertThat(CFormat.fixed(demand, 3))
          .isEqualTo(exact.setScale(3, RoundingMode.HALF_EVEN).toPlainString());
    }
  }

  @Test
  void countsTransactionsSingly() {
    assertThat(ServiceDemand.perTransaction(50, 20_000, 2, 4)).isEqualTo(200.0);
  }
}
