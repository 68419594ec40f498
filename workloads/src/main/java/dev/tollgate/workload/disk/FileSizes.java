package dev.tollgate.workload.disk;

import dev.tollgate.workload.disk.ffsb.FfsbFilesystem;
import dev.tollgate.workload.disk.ffsb.SizeWeight;
import java.util.SplittableRandom;

/** Sizes of FFSB's files: drawn by weight, or evenly between a smallest and a largest one. */
final class FileSizes {

  private FileSizes() {}

  /** Draws a size in bytes. */
  static long draw(FfsbFilesystem of, SplittableRandom random) {
    if (of.weights().isEmpty()) {
      long range = of.largest() - of.smallest();
      return of.smallest() + (range <= 0 ? 0 : random.nextLong(range));
    }
    long sum = 0;
    for (SizeWeight weight : of.weights()) {
      sum += weight.weight();
    }
    long number = random.nextLong(sum);
    for (SizeWeight weight : of.weights()) {
      number -= weight.weight();
      if (number < 0) {
        return weight.bytes();
      }
    }
    throw new IllegalStateException("the weights of sizes do not add up");
  }

  /** The least size that can be drawn. */
  static long least(FfsbFilesystem of) {
    return of.weights().stream().mapToLong(SizeWeight::bytes).min().orElse(of.smallest());
  }
}
