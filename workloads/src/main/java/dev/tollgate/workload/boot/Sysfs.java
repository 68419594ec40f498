package dev.tollgate.workload.boot;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;

/** What sysfs keeps in memory for each file and folder ("Linux-tiny", OLS 2004, section 4.2). */
enum Sysfs {
  /** Left out of the kernel. */
  OFF,
  /** A record of 36 bytes ({@code struct sysfs_dirent}); inodes come when they are looked up. */
  BACKING_STORE,
  /** An inode and a dentry, for good: mainline 2.6.5. */
  FULL;

  /** Bytes of {@code struct sysfs_dirent} on i386: nine words. */
  static final int RECORD_BYTES = 36;

  /** Bytes of an inode and a dentry: slabinfo of 2.6.8-rc4, i386, one CPU (see the requests). */
  static final int INODE_BYTES = 288;

  static final int DENTRY_BYTES = 140;

  String word() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }

  static ImmutableList<String> words() {
    return Arrays.stream(values()).map(Sysfs::word).collect(ImmutableList.toImmutableList());
  }

  static Sysfs of(String word) {
    return valueOf(Ascii.toUpperCase(word).replace('-', '_'));
  }
}
