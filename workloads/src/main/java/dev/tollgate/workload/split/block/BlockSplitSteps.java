package dev.tollgate.workload.split.block;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.cost.Price;
import dev.tollgate.core.cost.Step;

/**
 * What front end and back end of a split disk do for a request, beside grants, signals and
 * crossings, which have steps of their own. Nobody published what they take; all are estimated for
 * 3 GHz from cold cache lines (about 300 cycles each) and instructions.
 */
public final class BlockSplitSteps {

  /** One request written to the ring. */
  public static final Step FRONT_REQUEST =
      step(
          "blkfront-request",
          "request sent by the front end",
          450,
          "ring entry: 2 lines; 200 instructions");

  /** One response taken from the ring. */
  public static final Step FRONT_RESPONSE =
      step(
          "blkfront-response",
          "response taken by the front end",
          450,
          "written by another CPU: 1 line; 150 instructions");

  /** One request taken from the ring, checked, and made a bio. */
  public static final Step BACK_REQUEST =
      step(
          "blkback-request",
          "request taken by the back end",
          1600,
          "ring entry of another CPU: 2 lines, pending entry: 1; 700 instructions");

  /** One request answered. */
  public static final Step BACK_RESPONSE =
      step(
          "blkback-response",
          "request answered by the back end",
          700,
          "pending entry and ring: 1 line of another CPU; 300 instructions");

  private BlockSplitSteps() {}

  /** All of them, in the order of this file. */
  public static ImmutableList<Step> all() {
    return ImmutableList.of(FRONT_REQUEST, FRONT_RESPONSE, BACK_REQUEST, BACK_RESPONSE);
  }

  private static Step step(String id, String unit, long cycles, String source) {
    return new Step(id, unit, Price.estimated(cycles, source));
  }
}
