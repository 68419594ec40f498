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

  /** One account. */
  static final class Account {

    /** Number of the translation domain. */
    final int domain;

    /** What the bytes are. */
    final NeighbourKind kind;

    /** Who asked for them; {@link ObjectMap#NOBODY} for all kinds but allocated. */
    final int who;

    private final int place;
    private final ByteTime beside = new ByteTime();
    private final ByteTime after = new ByteTime();
    private long most;

    private Account(int domain, NeighbourKind kind, int who) {
      this.domain = domain;
      this.kind = kind;
      this.place = kind.place();
      this.who = who;
    }

    /**
     * From {@code now} on so many more bytes are within reach, or less if negative.
     *
     * @param isStale in a stale window, not while a buffer is mapped on their page
     */
    private void change(boolean isStale, int difference, long now) {
      (isStale ? after : beside).change(difference, now);
      most = Math.max(most, beside.bytes() + after.bytes());
    }

    /** Byte·picoseconds within reach while a buffer was mapped on their page. */
    BigInteger beside() {
      return beside.integral();
    }

    /** Byte·picoseconds within reach in stale windows. */
    BigInteger after() {
      return after.integral();
    }

    /** Both. */
    BigInteger integral() {
      return beside().add(after());
    }

    /** Most bytes at one moment. */
    long most() {
      return most;
    }
  }

  private final List<Account> accounts = new ArrayList<>();
  private final long[] bytes = new long[NeighbourKind.ALL.size()];
  private @Nullable Account[][] byAsker = {}; // by domain
  private Account[] @Nullable [] byKind = {}; // by domain

  /** The account of what {@code who} asked for. */
  Account ofAsker(int domain, int who) {
    if (domain < byAsker.length && who < byAsker[domain].length) {
      Account known = byAsker[domain][who];
      if (known != null) {
        return known;
      }
    }
    return opened(domain, who);
  }

  private Account opened(int domain, int who) {
    if (domain >= byAsker.length) {
      int known = byAsker.length;
      byAsker = Arrays.copyOf(byAsker, domain + 1);
      Arrays.fill(byAsker, known, byAsker.length, new @Nullable Account[0]);
    }
    @Nullable Account[] ofDomain = byAsker[domain];
    if (who >= ofDomain.length) {
      ofDomain = Arrays.copyOf(ofDomain, Math.max(2 * ofDomain.length, who + 1));
      byAsker[domain] = ofDomain;
    }
    Account account = open(domain, NeighbourKind.ALLOCATED, who);
    ofDomain[who] = account;
    return account;
  }

  /** The accounts of all kinds, each at its place. */
  Account[] ofKinds(int domain) {
    if (domain >= byKind.length) {
      byKind = Arrays.copyOf(byKind, domain + 1);
    }
    Account[] known = byKind[domain];
    if (known == null) {
      known =
          NeighbourKind.ALL.stream()
              .map(kind -> open(domain, kind, ObjectMap.NOBODY))
              .toArray(Account[]::new);
      byKind[domain] = known;
    }
    return known;
  }

  private Account open(int domain, NeighbourKind kind, int who) {
    Account account = new Account(domain, kind, who);
    accounts.add(account);
    return account;
  }

  /** From {@code now} on so many more bytes of an account are within reach, or less. */
  void change(Account account, boolean isStale, int difference, long now) {
    account.change(isStale, difference, now);
    bytes[account.place] += difference;
  }

  /** Bytes of each kind within reach now. */
  long[] bytes() {
    return bytes;
  }

  /** All accounts, in the order in which they were opened. */
  List<Account> all() {
    return accounts;
  }

  /** Accounts all time until {@code now}. */
  void settle(long now) {
    for (Account account : accounts) {
      account.beside.settle(now);
      account.after.settle(now);
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
            Comparator.comparing((Account account) -> account.kind)
                .thenComparing(Account::integral, Comparator.reverseOrder())
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
    for (Account account : accounts) {
      sum = account.kind == kind ? sum.add(account.integral()) : sum;
    }
    return sum;
  }

  /** The part of it in stale windows. */
  BigInteger integralAfter(NeighbourKind kind) {
    BigInteger sum = BigInteger.ZERO;
    for (Account account : accounts) {
      sum = account.kind == kind ? sum.add(account.after()) : sum;
    }
    return sum;
  }
}
