package dev.tollgate.core.safety;

import dev.tollgate.core.machine.ObjectMap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of what the devices of each domain can reach beside their buffers, and for how
 * long: an account for each domain and for each of those who asked for the bytes, and one for each
 * kind of bytes that nobody asked for.
 */
final class NeighbourAccounts {

  private final List<NeighbourAccount> accounts = new ArrayList<>();
  private final long[] bytes = new long[NeighbourKind.ALL.size()];
  private @Nullable NeighbourAccount[][] byAsker = {}; // by domain
  private NeighbourAccount[] @Nullable [] byKind = {}; // by domain

  /** The account of what {@code who} asked for. */
  NeighbourAccount ofAsker(int domain, int who) {
    if (domain < byAsker.length && who < byAsker[domain].length) {
      NeighbourAccount known = byAsker[domain][who];
      if (known != null) {
        return known;
      }
    }
    return opened(domain, who);
  }

  private NeighbourAccount opened(int domain, int who) {
    if (domain >= byAsker.length) {
      int known = byAsker.length;
      byAsker = Arrays.copyOf(byAsker, domain + 1);
      Arrays.fill(byAsker, known, byAsker.length, new @Nullable NeighbourAccount[0]);
    }
    @Nullable NeighbourAccount[] ofDomain = byAsker[domain];
    if (who >= ofDomain.length) {
      ofDomain = Arrays.copyOf(ofDomain, Math.max(2 * ofDomain.length, who + 1));
      byAsker[domain] = ofDomain;
    }
    NeighbourAccount account = open(domain, NeighbourKind.ALLOCATED, who);
    ofDomain[who] = account;
    return account;
  }

  /** The accounts of all kinds, each at its place. */
  NeighbourAccount[] ofKinds(int domain) {
    if (domain >= byKind.length) {
      byKind = Arrays.copyOf(byKind, domain + 1);
    }
    NeighbourAccount[] known = byKind[domain];
    if (known == null) {
      known =
          NeighbourKind.ALL.stream()
              .map(kind -> open(domain, kind, ObjectMap.NOBODY))
              .toArray(NeighbourAccount[]::new);
      byKind[domain] = known;
    }
    return known;
  }

  private NeighbourAccount open(int domain, NeighbourKind kind, int who) {
    NeighbourAccount account = new NeighbourAccount(domain, kind, who);
    accounts.add(account);
    return account;
  }

  /**
   * From {@code now} on so many more bytes of an account are within reach, or less if negative.
   *
   * @param beside bytes while a buffer is mapped on their page
   * @param after bytes in stale windows
   */
  void change(NeighbourAccount account, int beside, int after, long now) {
    account.change(beside, after, now);
    bytes[account.place] += beside + after;
  }

  /** Bytes of each kind within reach now. */
  long[] bytes() {
    return bytes;
  }

  /** All accounts, in the order in which they were opened. */
  List<NeighbourAccount> all() {
    return accounts;
  }

  /** Accounts all time until {@code now}. */
  void settle(long now) {
    for (NeighbourAccount account : accounts) {
      account.settle(now);
    }
  }

  /**
   * What was within reach at all, the kinds in their order, the most first.
   *
   * @param objects who knows the askers
   */
  List<NeighbourRow> rows(ObjectMap objects) {
    return accounts.stream()
        .filter(account -> account.integral().signum() != 0)
        .sorted(
            Comparator.comparing((NeighbourAccount account) -> account.kind)
                .thenComparing(NeighbourAccount::integral, Comparator.reverseOrder())
                .thenComparing(account -> objects.who(account.who).site())
                .thenComparing(account -> objects.who(account.who).source())
                .thenComparing(account -> account.domain))
        .map(
            account ->
                new NeighbourRow(
                    account.domain,
                    account.kind.id(),
                    objects.who(account.who).site(),
                    objects.who(account.who).source(),
                    SafetyReport.byteMilliseconds(account.integral()),
                    SafetyReport.byteMilliseconds(account.after()),
                    account.most()))
        .toList();
  }

  /** Byte·picoseconds of one kind, over all domains. */
  BigInteger integral(NeighbourKind kind) {
    BigInteger sum = BigInteger.ZERO;
    for (NeighbourAccount account : accounts) {
      sum = account.kind == kind ? sum.add(account.integral()) : sum;
    }
    return sum;
  }

  /** The part of it in stale windows. */
  BigInteger integralAfter(NeighbourKind kind) {
    BigInteger sum = BigInteger.ZERO;
    for (NeighbourAccount account : accounts) {
      sum = account.kind == kind ? sum.add(account.after()) : sum;
    }
    return sum;
  }
}
