package dev.tollgate.workload.boot;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.Parameters;

/**
 * What a boot is told. Sizes are bytes, shares are thousandths.
 *
 * @param imageCompressed the kernel as it is stored
 * @param imageExpansion text and data of the kernel for each byte of that
 * @param imageBss zeroed data beside text and data
 * @param imageInit the part of text and data that is freed after the start
 * @param printk whether the kernel can print messages
 * @param printkBytes what that adds to text and data
 * @param stackBytes stack of each kernel thread and process
 * @param sysfs what is kept for each file of sysfs
 * @param structPageBytes descriptor of each frame
 * @param largePages whether the CPU maps 4 MiB at once
 * @param fixmapPages pages that the kernel maps at fixed addresses
 * @param watermarks whether free memory is kept
 * @param user what user space takes
 * @param settle time from the shell to the reading of the figures, in picoseconds
 * @param pictures how many pictures of memory page by page are kept at least of a boot of many
 *     rows; 0 for none
 * @param sequence file of requests, empty for the built-in one
 */
record BootOptions(
    long imageCompressed,
    long imageExpansion,
    long imageBss,
    long imageInit,
    boolean printk,
    long printkBytes,
    long stackBytes,
    Sysfs sysfs,
    long structPageBytes,
    boolean largePages,
    long fixmapPages,
    boolean watermarks,
    UserSpace.Size user,
    long settle,
    int pictures,
    String sequence) {

  private static final long MOST = 1L << 32;

  static final ImmutableList<ParameterSpec> PARAMETERS =
      ImmutableList.of(
          ParameterSpec.bytes(
              "image-compressed",
              "363K",
              1,
              MOST,
              "Compressed kernel image. Linux-tiny (Mackall, OLS 2004), section 5: 363K for the"
                  + " test configuration, over 500K for a mainline kernel configured alike."),
          ParameterSpec.integer(
              "image-expansion",
              2028,
              1000,
              10_000,
              "Bytes of text and data for 1000 compressed ones. Same paper: 3366220 + 673296 bytes"
                  + " (table 2) become 1.9M (section 5)."),
          ParameterSpec.integer(
              "image-bss",
              41,
              0,
              10_000,
              "Bytes of zeroed data for 1000 of text and data. Same paper, table 2: 166824 for"
                  + " 4039516."),
          ParameterSpec.integer(
              "image-init",
              55,
              0,
              1000,
              "Bytes that are freed after the start for 1000 of text and data. Estimated: start-up"
                  + " messages of 2.6 kernels, such as 1894k code, 817k data, 148k init."),
          ParameterSpec.flag(
              "printk",
              false,
              "Whether the kernel prints messages. Off in the same paper's table 6, whose log shows"
                  + " none."),
          ParameterSpec.bytes(
              "printk-bytes",
              "100K",
              0,
              MOST,
              "What printk adds to text and data. Same paper, section 4.1: leaving it out 'saves"
                  + " well over 100K', so this is the least."),
          ParameterSpec.bytesOf(
              "stack",
              "4K",
              ImmutableList.of("4K", "8K"),
              "Kernel stack of each task. Same paper, section 4.3; table 5 shows 4096 bytes a"
                  + " task."),
          ParameterSpec.choice(
              "sysfs",
              Sysfs.OFF.word(),
              Sysfs.words(),
              "What sysfs keeps for each of its files: nothing (left out), a small record"
                  + " (backing-store), or inode and dentry (full, as in mainline 2.6.5). Same paper,"
                  + " section 4.2: full takes over half a megabyte."),
          ParameterSpec.bytes(
              "struct-page",
              "40",
              4,
              4096,
              "Descriptor of each frame. include/linux/mm.h of 2.6.5, i386: ten words; 32 from"
                  + " 2.6.7 on."),
          ParameterSpec.flag(
              "large-pages",
              true,
              "Whether the CPU maps 4 MiB at once (PSE, Pentium and later); else the kernel needs a"
                  + " page table for each 4 MiB."),
          ParameterSpec.integer(
              "fixmap-pages",
              2,
              1,
              1024,
              "Pages at fixed addresses at the end of the address space. Derived from VmallocTotal"
                  + " in the same paper's table 6."),
          ParameterSpec.flag(
              "watermarks",
              true,
              "Whether the page allocator keeps memory free (init_per_zone_pages_min of 2.6.5: at"
                  + " least 128 KiB)."),
          ParameterSpec.bytes(
              "user-cached",
              "296K",
              0,
              MOST,
              "Files in the page cache. Same paper, table 6, Cached."),
          ParameterSpec.bytes(
              "user-buffers",
              "32K",
              0,
              MOST,
              "Blocks of the disk in the page cache. Same paper, table 6, Buffers."),
          ParameterSpec.bytes(
              "user-anonymous",
              "120K",
              0,
              MOST,
              "Memory of programs that is in no file. Same paper, table 6: Active + Inactive -"
                  + " Buffers - Cached."),
          ParameterSpec.bytes(
              "user-mapped",
              "380K",
              0,
              MOST,
              "Pages that programs map; files among them cannot be given back. Same paper, table 6,"
                  + " Mapped."),
          ParameterSpec.bytes(
              "user-inactive",
              "48K",
              0,
              MOST,
              "Pages not used lately. Same paper, table 6, Inactive."),
          ParameterSpec.bytes(
              "user-committed",
              "132K",
              0,
              MOST,
              "Memory that programs were promised. Same paper, table 6, Committed_AS."),
          ParameterSpec.bytes(
              "user-page-tables",
              "24K",
              0,
              MOST,
              "Page tables of programs. Same paper, table 6, PageTables: three for each of two"
                  + " programs."),
          ParameterSpec.duration(
              "settle",
              "5s",
              "Time from the shell's start to the reading of the figures, in which allocators give"
                  + " back what they can. Estimated."),
          ParameterSpec.integer(
              "pictures",
              96,
              0,
              1024,
              "Pictures of memory page by page, one after each row of requests; of a sequence with"
                  + " more than twice as many rows, after some. 0 for none."),
          ParameterSpec.file(
              "sequence",
              "Requests of the boot; the built-in ones of 2.6.5-tiny1 if none is named."
                  + " docs/small-machine.md describes the format."));

  static BootOptions of(Parameters parameters) {
    return new BootOptions(
        parameters.bytes("image-compressed"),
        parameters.integer("image-expansion"),
        parameters.integer("image-bss"),
        parameters.integer("image-init"),
        parameters.flag("printk"),
        parameters.bytes("printk-bytes"),
        parameters.bytes("stack"),
        Sysfs.of(parameters.text("sysfs")),
        parameters.bytes("struct-page"),
        parameters.flag("large-pages"),
        parameters.integer("fixmap-pages"),
        parameters.flag("watermarks"),
        new UserSpace.Size(
            parameters.bytes("user-cached"),
            parameters.bytes("user-buffers"),
            parameters.bytes("user-anonymous"),
            parameters.bytes("user-mapped"),
            parameters.bytes("user-inactive"),
            parameters.bytes("user-committed"),
            parameters.bytes("user-page-tables")),
        parameters.picoseconds("settle"),
        (int) parameters.integer("pictures"),
        parameters.text("sequence"));
  }
}
