package dev.tollgate.cli.advice;

import dev.tollgate.workload.advisor.Advice;
import dev.tollgate.workload.advisor.CacheCandidate;
import dev.tollgate.workload.advisor.ClassSet;
import dev.tollgate.workload.advisor.KmallocDemand;
import dev.tollgate.workload.advisor.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Advice as JSON: sizes in bytes, averages in thousandths of objects. */
public final class AdviceJson {

  private AdviceJson() {}

  /**
   * The value to write.
   *
   * @param trials what replays made of it; may be empty
   */
  public static Map<String, Object> of(Advice advice, List<TrialResult> trials) {
    KmallocDemand demand = advice.demand();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("requests", demand.allocations());
    json.put("failed", demand.failed());
    json.put("strangeFrees", demand.strangeFrees());
    json.put("allocatedTwice", demand.allocatedTwice());
    json.put("peakBytes", demand.peakBytes());
    json.put("weight", advice.weight().word());
    json.put("alignmentBytes", advice.alignment());
    json.put("requestedBytes", advice.requested());
    json.put("classes", advice.sets().stream().map(AdviceJson::set).toList());
    json.put("alignments", advice.alignments().stream().map(AdviceJson::set).toList());
    json.put("candidates", advice.candidates().stream().map(AdviceJson::candidate).toList());
    json.put("trials", trials.stream().map(AdviceJson::trial).toList());
    return json;
  }

  private static Map<String, Object> set(ClassSet set) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", set.name());
    json.put("alignmentBytes", set.alignment());
    json.put("classBytes", set.classes().sizes().asList());
    Map<String, Long> slack = new LinkedHashMap<>();
    for (Weight weight : Weight.values()) {
      slack.put(weight.word(), set.slack(weight));
    }
    json.put("slackBytes", slack);
    return json;
  }

  private static Map<String, Object> trial(TrialResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", result.trial().name());
    json.put("allocator", result.trial().allocator());
    json.put("settings", result.trial().settings());
    json.put("predictedSavedBytes", result.trial().saved());
    json.put("replayedSavedBytes", result.saved());
    json.put("heldAtPeakBytes", result.heldAtPeak());
    json.put("heldMostBytes", result.heldMost());
    json.put("heldAtEndBytes", result.heldAtEnd());
    json.put("failed", result.failed());
    return json;
  }

  private static Map<String, Object> candidate(CacheCandidate candidate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("callSite", candidate.site());
    json.put("objectBytes", candidate.objectBytes());
    json.put("sizes", candidate.sizes());
    json.put("allocations", candidate.demand().allocations());
    json.put("heldAtPeak", candidate.demand().heldAtPeak());
    json.put("heldOnAverageThousandths", candidate.demand().heldOnAverage());
    json.put("savedBytes", candidate.saved());
    return json;
  }
}
