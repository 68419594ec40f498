package dev.tollgate.core.safety;

import dev.tollgate.core.machine.ObjectMap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How many bytes of what the devices of each domain can reach beside their buffers, and for how
 * long: an account for each domain and for each of those who asked for the bytes, and one for each
 * kind of bytes that nobody asked for.
 */
final class NeighbourAccounts {

  /** Number of the account of those with number 0; all smaller ones are kinds of bytes. */
  private static final int ASKERS = NeighbourKind.ALL.size();

  private static final int NONE = -1;

  /** One account. */
  static final class Account {

    /** Number of the translation domain. */
    final int domain;

    /** What the bytes are. */
    final NeighbourKind kind;

    /** Who asked for them; {@link ObjectMap#NOBODY} for all kinds but allocated. */
    final int who;

    private final ByteTime beside = new ByteTime();
    private final ByteTime after = new ByteTime();
    private long most;

    private Account(int domain, NeighbourKind kind, int who) {
      this.domain = domain;
      this.kind = kind;
      this.who = who;
    }

    /**
     * From {@code now} on so many more bytes are within reach, or less if negative.
     *
     * @param isStale in a stale window, not while a buffer is mapped on their page
     */
    void change(boolean isStale, int difference, long now) {
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
  private int[][] numbers = {}; // by domain, and by kind or asker

  /** Number of the account of what {@code who} asked for. */
  int ofAsker(int domain, int who) {
    return number(domain, ASKERS + who);
  }

  /** Number of the account of a kind. */
  int ofKind(int domain, NeighbourKind kind) {
    return number(domain, kind.place());
  }

  private int number(int domain, int place) {
    if (domain >= numbers.length) {
      int known = numbers.length;
      numbers = Arrays.copyOf(numbers, domain + 1);
      Arrays.fill(numbers, known, numbers.length, new int[0]);
    }
    int[] ofDomain = numbers[domain];
    if (place >= ofDomain.length) {
      int known = ofDomain.length;
      ofDomain = Arrays.copyOf(ofDomain, Math.max(2 * known, place + 1));
      Arrays.fill(ofDomain, known, ofDomain.length, NONE);
      numbers[domain] = ofDomain;
    }
    if (ofDomain[place] == NONE) {
      ofDomain[place] = accounts.size();
      boolean asked = place >= ASKERS;
      accounts.add(
          new Account(
              domain,
              asked ? NeighbourKind.ALLOCATED : NeighbourKind.ALL.get(place),
              asked ? place - ASKERS : ObjectMap.NOBODY));
    }
    return ofDomain[place];
  }

  /** The account with a number. */
  Account get(int number) {
    return accounts.get(number);
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
