package dev.tollgate.cli.explain;

import dev.tollgate.cli.explain.Census.Candidate;
import dev.tollgate.cli.report.Units;
import java.util.List;

/** The buffers of a run that are worth a look, for a terminal. */
final class CandidateText {

  private CandidateText() {}

  static String of(Census census, List<Candidate> candidates, int run, String name) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Run %d, %s: %d buffers mapped, %d stray accesses\n"
            .formatted(run, name, census.buffers(), census.strays()));
    if (candidates.isEmpty()) {
      text.append("Nothing stands out: no stale window, no stray access, no page shared.\n");
    }
    for (Candidate candidate : candidates) {
      boolean window = candidate.why().startsWith("until") || candidate.why().startsWith("still");
      text.append(
          "  buffer %-8d %7d bytes  %s\n"
              .formatted(
                  candidate.buffer(),
                  candidate.size(),
                  window
                      ? "open for %s after its unmap, %s"
                          .formatted(Units.format(candidate.picoseconds(), "ps"), candidate.why())
                      : "%s, the first time at %s"
                          .formatted(
                              candidate.why(), Units.format(candidate.picoseconds(), "ps"))));
    }
    return text.toString();
  }
}
