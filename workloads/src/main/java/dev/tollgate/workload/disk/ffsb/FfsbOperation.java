package dev.tollgate.workload.disk.ffsb;

/** What a thread of FFSB can do to a fileset, in the order of its list and tables. */
public enum FfsbOperation {
  READ("read", Data.READ),
  READALL("readall", Data.READ),
  WRITE("write", Data.WRITTEN),
  CREATE("create", Data.WRITTEN),
  APPEND("append", Data.WRITTEN),
  DELETE("delete", Data.NONE),
  METAOP("metaop", Data.NONE),
  CREATEDIR("createdir", Data.NONE),
  STAT("stat", Data.NONE),
  WRITEALL("writeall", Data.WRITTEN),
  WRITEALL_FSYNC("writeall_fsync", Data.WRITTEN),
  OPEN_CLOSE("open_close", Data.NONE),
  WRITE_FSYNC("write_fsync", Data.WRITTEN),
  CREATE_FSYNC("create_fsync", Data.WRITTEN),
  APPEND_FSYNC("append_fsync", Data.WRITTEN);

  /** Which way data goes. */
  private enum Data {
    READ,
    WRITTEN,
    NONE
  }

  private final String word;
  private final Data data;

  FfsbOperation(String word, Data data) {
    this.word = word;
    this.data = data;
  }

  /** The name in tables. */
  public String word() {
    return word;
  }

  /** The option of a threadgroup that gives its weight. */
  String weightOption() {
    return word + "_weight";
  }

  /** Whether it reads file data, a block for each transaction. */
  public boolean reads() {
    return data == Data.READ;
  }

  /** Whether it writes file data, a block for each transaction. */
  public boolean writes() {
    return data == Data.WRITTEN;
  }
}
