package dev.tollgate.cli.explain;

import dev.tollgate.cli.explain.Story.Event;
import dev.tollgate.cli.report.Html;
import dev.tollgate.cli.report.ReportSection;
import dev.tollgate.cli.results.Results;
import java.util.List;

/** The stories of buffers in the report: time lines with a lane for driver, table and cache. */
public final class StorySection implements ReportSection {

  private final List<Story> stories;

  /** A section that tells some stories. */
  public StorySection(List<Story> stories) {
    this.stories = List.copyOf(stories);
  }

  @Override
  public boolean appliesTo(Results results) {
    return !stories.isEmpty();
  }

  @Override
  public void write(Html html, Results results) {
    html.open("section", "id", "explained").element("h2", "Explained");
    html.element(
        "p",
        "What single buffers went through. Times count from the mapping. The lanes say whether the"
            + " driver entitled the device to the buffer (D), an entry of the table led there (T), and"
            + " the unit held the translation (C): what is left of T and C after the unmap lies open.",
        "class",
        "caption");
    stories.forEach(story -> write(html, story));
    html.close();
  }

  private static void write(Html html, Story story) {
    String attack = story.attack();
    if (attack != null) {
      html.element("h3", attack);
      html.open("ol", "class", "sequence");
      story.sequence().forEach(sentence -> html.element("li", sentence));
      html.close();
    }
    if (story.buffer() == 0) {
      html.element("p", "The memory that is struck was never mapped.", "class", "verdict");
      return;
    }
    html.element(attack == null ? "h3" : "p", StoryText.title(story));
    html.element("p", StoryText.verdict(story), "class", "verdict");
    html.open("div", "class", "scroll tall").open("table", "class", "story");
    html.open("thead").open("tr");
    html.element("th", "Time", "class", "number");
    html.element("th", "D", "title", "the driver entitles the device");
    html.element("th", "T", "title", "an entry of the table leads there");
    html.element("th", "C", "title", "the unit holds the translation");
    html.element("th", "What happens", "class", "text");
    html.close().close().open("tbody");
    long start = StoryText.start(story);
    boolean unmapped = false;
    for (Event event : story.events()) {
      unmapped |= event.kind().equals("unmap");
      html.open("tr", "class", "event-" + event.kind());
      html.element("td", StoryText.time(event.at() - start), "class", "number");
      lane(html, event.entitled(), "driver", "entitled");
      lane(html, event.entry(), unmapped ? "table open" : "table", "entry");
      lane(html, event.cached(), unmapped ? "cache open" : "cache", "cached");
      html.open("td", "class", "wide").text(StoryText.sentence(event));
      if (event.after() != null && !(event.before() + event.after()).isEmpty()) {
        html.open("span", "class", "bytes");
        html.element("code", String.valueOf(event.before())).text(" → ");
        html.element("code", event.after()).close();
      }
      html.close().close();
    }
    html.close().close().close();
    if (story.leftOut() > 0) {
      html.element("p", "and %d more events".formatted(story.leftOut()), "class", "caption");
    }
  }

  private static void lane(Html html, boolean on, String which, String words) {
    html.element(
        "td", on ? "●" : "", "class", on ? "lane " + which : "lane", "title", on ? words : "");
  }
}
