package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.PagePictures;
import dev.tollgate.cli.results.PagePictures.Pictures;

/**
 * Pictures of memory for three of the {@link SampleResults}: two of one scene, one of the other.
 */
final class SamplePictures {

  /** Two moments: slabs of dentries and a block far behind them; then fewer of both. */
  static final String SLABS =
      """
      {
        "schema": 1, "frameBytes": 4096, "frames": 65536, "framesPerCell": 1, "most": 0,
        "names": ["", "slab", "dentry", "d<i>alloc+0x1", "block of pages", "kmalloc"],
        "places": [[1, 2, 2, 3], [4, 0, 5, 0]],
        "states": [[0, 3840, 256, 0, 0], [0, 1920, 256, 0, 1920], [1, 3000, 1096, 0, 0]],
        "moments": [
          {"event": 64, "time": 0, "held": 102, "requested": 390000, "beyond": 27792,
            "metadata": 0, "free": 0, "changes": [10, 100, 0, 5000, 2, 2]},
          {"event": 128, "time": 5000, "held": 71, "requested": 193800, "beyond": 18216,
            "metadata": 0, "free": 76800, "changes": [10, 40, 1, 20, 30, -1, 5001, 1, -1]}
        ]
      }
      """;

  /** A moment of cells of two frames, between those of {@link #SLABS}. */
  static final String LARGE =
      """
      {
        "schema": 1, "frameBytes": 4096, "frames": 65536, "framesPerCell": 2, "most": 0,
        "names": ["", "small list", "dentry"],
        "places": [[1, 0, 2, 0]],
        "states": [[0, 6000, 192, 0, 2000]],
        "moments": [
          {"event": 96, "time": 0, "held": 100, "requested": 300000, "beyond": 9600,
            "metadata": 0, "free": 100000, "changes": [5, 50, 0]}
        ]
      }
      """;

  private SamplePictures() {}

  /** By the number of their run. */
  static ImmutableSortedMap<Integer, Pictures> all() {
    return ImmutableSortedMap.of(
        2, PagePictures.parse("run-2/pages.json", SLABS),
        3, PagePictures.parse("run-3/pages.json", LARGE),
        8, PagePictures.parse("run-8/pages.json", SLABS));
  }
}
