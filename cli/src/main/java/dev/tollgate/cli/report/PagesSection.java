package dev.tollgate.cli.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.cli.results.Json;
import dev.tollgate.cli.results.PagePictures.Moment;
import dev.tollgate.cli.results.PagePictures.Pictures;
import dev.tollgate.cli.results.Results;
import dev.tollgate.cli.results.RunRecord;
import java.util.Map;

/**
 * Memory page by page: a picture for each run, drawn by the page's script, and a slider over time
 * that they share. What stands in the page itself are the numbers of two moments, for readers
 * without scripts.
 */
final class PagesSection implements ReportSection {

  /** Characters of pictures that a report carries at most. */
  private static final int MOST_TEXT = 8 << 20;

  private final ImmutableSortedMap<Integer, Pictures> shown;
  private final ImmutableSortedMap<Integer, Pictures> all;

  /** The pictures by the number of their run; those beyond what a report carries are left out. */
  PagesSection(ImmutableSortedMap<Integer, Pictures> pictures) {
    ImmutableSortedMap.Builder<Integer, Pictures> kept = ImmutableSortedMap.naturalOrder();
    long room = MOST_TEXT;
    for (Map.Entry<Integer, Pictures> run : pictures.entrySet()) {
      int length = run.getValue().text().length();
      if (length <= room) {
        room -= length;
        kept.put(run);
      }
    }
    shown = kept.buildOrThrow();
    all = pictures;
  }

  @Override
  public boolean appliesTo(Results results) {
    return !all.isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "pages");
    html.element("h2", "Memory, page by page");
    html.element(
        "p",
        "Each cell is a page frame, in the order of their numbers; the colour is that of what has"
            + " most of its bytes. The higher it is filled, the more of the page was asked for.",
        "class",
        "caption");
    html.open("div", "id", "pages-view").close();
    if (shown.size() < all.size()) {
      html.element(
          "p",
          "Pictures of %d of %d runs are left to their files pages.json: a report carries %d MiB of"
                  .formatted(all.size() - shown.size(), all.size(), MOST_TEXT >> 20)
              + " them. A smaller workload.….pictures keeps fewer of each.",
          "class",
          "caption");
    }
    html.open("details", "open", "").element("summary", "The numbers");
    table(results).write(html);
    html.close();
    html.close();
  }

  private HtmlTable table(Results results) {
    ImmutableList.Builder<ImmutableList<String>> rows = ImmutableList.builder();
    for (RunRecord run : results.runs()) {
      Pictures pictures = all.get(run.number());
      if (pictures != null) {
        rows.add(row(run, "most pages", pictures.most()));
        rows.add(row(run, "end", pictures.end()));
      }
    }
    return new HtmlTable(
        3,
        ImmutableList.of(
            "Run", "Scene", "Moment", "Event", "Pages", "Asked for", "Beyond", "Metadata", "Free"),
        rows.build());
  }

  private static ImmutableList<String> row(RunRecord run, String when, Moment moment) {
    return ImmutableList.of(
        Scenes.contender(run),
        Scenes.scene(run.coordinates()),
        when,
        Units.format(moment.event(), "count"),
        Units.format(moment.held(), "count"),
        Units.format(moment.requested(), "bytes"),
        Units.format(moment.beyond(), "bytes"),
        Units.format(moment.metadata(), "bytes"),
        Units.format(moment.free(), "bytes"));
  }

  /** Whether there is anything for the script to draw. */
  boolean hasPictures() {
    return !shown.isEmpty();
  }

  /** What the script draws, as JSON that can stand in a script element. */
  String json(Results results) {
    StringBuilder text = new StringBuilder("[");
    for (RunRecord run : results.runs()) {
      Pictures pictures = shown.get(run.number());
      if (pictures != null) {
        String head =
            Json.line(
                ImmutableMap.of(
                    "name", Scenes.contender(run), "scene", Scenes.scene(run.coordinates())));
        text.append(text.length() > 1 ? "," : "").append(head, 0, head.length() - 1);
        text.append(",\"pages\":").append(pictures.text()).append('}');
      }
    }
    return text.append(']').toString().replace("<", "\\u003c");
  }
}
