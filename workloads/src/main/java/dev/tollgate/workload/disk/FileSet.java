package dev.tollgate.workload.disk;

import dev.tollgate.core.error.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The files of a benchmark in one file system: some are being read, some are held by who creates or
 * deletes them, one is chosen at random.
 */
final class FileSet {

  /** One of them. */
  static final class Member {
    final DiskFile file;
    private int place;
    private int users;
    private boolean exclusive;

    Member(DiskFile file) {
      this.file = file;
    }
  }

  private static final int TRIES = 64;

  private final String name;
  private final FileSystem system;
  private final List<Member> members = new ArrayList<>();

  FileSet(String name, FileSystem system) {
    this.name = name;
    this.system = system;
  }

  /** The file system they lie in. */
  FileSystem system() {
    return system;
  }

  /** How many there are. */
  int size() {
    return members.size();
  }

  /** Adds a file that nobody uses. */
  Member add(DiskFile file) {
    Member member = new Member(file);
    member.place = members.size();
    members.add(member);
    return member;
  }

  /** Adds a file that only who created it may use until {@link #release}. */
  Member addExclusive(DiskFile file) {
    Member member = add(file);
    member.exclusive = true;
    return member;
  }

  /**
   * Chooses a file that others may use too, until {@link #release}.
   *
   * @throws BadInputException if there is none
   */
  Member choose(SplittableRandom random) {
    Member chosen = find(random, false);
    chosen.users++;
    return chosen;
  }

  /**
   * Chooses a file that nobody uses, and takes it out of the set.
   *
   * @throws BadInputException if there is none
   */
  Member takeOut(SplittableRandom random) {
    Member chosen = find(random, true);
    Member last = members.remove(members.size() - 1);
    if (last != chosen) {
      members.set(chosen.place, last);
      last.place = chosen.place;
    }
    return chosen;
  }

  /** Ends the use of a file. */
  void release(Member member) {
    if (member.exclusive) {
      member.exclusive = false;
    } else {
      member.users--;
    }
  }

  private Member find(SplittableRandom random, boolean unused) {
    int count = members.size();
    for (int i = 0; count > 0 && i < TRIES; i++) {
      Member member = members.get(random.nextInt(count));
      if (!member.exclusive && (!unused || member.users == 0)) {
        return member;
      }
    }
    for (Member member : members) {
      if (!member.exclusive && (!unused || member.users == 0)) {
        return member;
      }
    }
    throw new BadInputException(
        "%s has no file left to %s: %d files, all in use; give it more files, or create more weight"
            .formatted(name, unused ? "delete" : "use", count));
  }
}
