package dev.tollgate.cli.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.collect.ImmutableList;
import dev.tollgate.core.allocator.AccountingReport;
import dev.tollgate.core.error.BadInputException;
import java.util.List;

/**
 * Who held which kernel memory at the end of a run: the content of {@code kmalloc.json}. Bytes
 * unless said otherwise.
 *
 * @param time the end, in picoseconds of simulated time
 * @param peakAllocated most taken at once, all places together
 * @param peakSlack most taken beyond what was asked for, of what was live at once
 * @param largestSlack most taken beyond what was asked for by one object
 * @param largestSlackCaller whose object that was
 * @param unknownFrees objects given back that were not live
 * @param replaced objects handed out where one was live
 * @param callSites one for each place and source, in the order in which they were first met
 */
public record AccountingRecord(
    long time,
    long peakAllocated,
    long peakSlack,
    long largestSlack,
    String largestSlackCaller,
    long unknownFrees,
    long replaced,
    List<CallSiteRecord> callSites) {

  /** Name of the file in a run's folder. */
  public static final String NAME = "kmalloc.json";

  /** Copies what it is given. */
  public AccountingRecord {
    callSites = ImmutableList.copyOf(callSites);
  }

  static AccountingRecord of(AccountingReport report) {
    return new AccountingRecord(
        report.time(),
        report.peakAllocated(),
        report.peakSlack(),
        report.largestSlack(),
        report.largestSlackSite().text(),
        report.unknownFrees(),
        report.replaced(),
        report.uses().stream().map(CallSiteRecord::of).collect(ImmutableList.toImmutableList()));
  }

  /**
   * Reads the text of such a file.
   *
   * @param name of the file, for complaints
   * @throws BadInputException if it is none
   */
  public static AccountingRecord parse(String name, String text) {
    try {
      return Json.MAPPER.readValue(text, AccountingRecord.class);
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          name + ": no account of kernel memory: " + e.getOriginalMessage(), e);
    }
  }
}
