package dev.tollgate.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.report.NeighbourTable.Cell;
import dev.tollgate.cli.results.Neighbours;
import dev.tollgate.core.error.BadInputException;
import org.junit.jupiter.api.Test;

/** What lies beside buffers, one allocator beside the other. */
class NeighbourTableTest {

  private static final String RUN =
      """
      {
        "schema": 1,
        "picoseconds": 2000000000,
        "rows": [
          {"domain": 0, "kind": "allocated", "site": "alloc<skb>", "source": "kmalloc", "reach": 2000, "stale": 500, "most": 1500},
          {"domain": 0, "kind": "allocated", "site": "", "source": "", "reach": 3000, "stale": 0, "most": 1500},
          {"domain": 0, "kind": "links", "site": "", "source": "", "reach": 8, "stale": 0, "most": 4},
          {"domain": 0, "kind": "free", "site": "", "source": "", "reach": 4000, "stale": 4000, "most": 4096}
        ]
      }
      """;

  private static final String RECORDED = RUN.replace("3000", "2999").replace("alloc<skb>", "other");

  static ImmutableList<NeighbourTable> sample() {
    return NeighbourTable.of(
        SampleResults.all(),
        ImmutableSortedMap.of(2, Neighbours.parse("run-2", RUN)),
        ImmutableSortedMap.of(2, Neighbours.parse("run-2", RECORDED)));
  }

  @Test
  void meansAreByteMillisecondsOverTheRunsLength() {
    NeighbourTable table = sample().get(0);

    assertThat(table.columns()).startsWith("as recorded").hasSize(2);
    assertThat(table.rows())
        .extracting(NeighbourTable.Line::words)
        .containsExactly(
            "(nobody known)",
            "alloc<skb> kmalloc",
            "other kmalloc",
            "free memory",
            "of these: freelist links, indexes");
    assertThat(table.rows().get(0).cells())
        .containsExactly(new Cell(1_499_500, 0, 1500), new Cell(1_500_000, 0, 1500));
    assertThat(table.rows().get(1).cells())
        .containsExactly(Cell.NOTHING, new Cell(1_000_000, 250_000, 1500));
  }

  @Test
  void damagedFileIsRefusedByName() {
    assertThatThrownBy(() -> Neighbours.parse("run-1/neighbours.json", "{\"schema\": 7}"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("run-1/neighbours.json: written with schema 7; this Tollgate reads schema 1");
    assertThatThrownBy(() -> Neighbours.parse("run-1/neighbours.json", "{"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("run-1/neighbours.json: no neighbours: ");
  }
}
