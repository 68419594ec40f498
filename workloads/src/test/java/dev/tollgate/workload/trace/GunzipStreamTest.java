package dev.tollgate.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class GunzipStreamTest {

  private static final byte[] FIRST = TraceFiles.gzip("first member\n");
  private static final byte[] SECOND = TraceFiles.gzip("second\n");

  @Test
  void unpacksMembersOneBehindTheOther() throws IOException {
    assertThat(text(join(FIRST, SECOND, FIRST))).isEqualTo("first member\nsecond\nfirst member\n");
  }

  @Test
  void unpacksMoreThanItsBuffersHold() throws IOException {
    byte[] plain = new byte[1 << 20];
    new Random(1).nextBytes(plain);
    assertThat(unpack(join(TraceFiles.gzip(plain), SECOND)))
        .startsWith(plain)
        .hasSize(plain.length + 7);
  }

  @Test
  void skipsEveryOptionalPartOfAHeader() throws IOException {
    byte[] header = {
      0x1f,
      (byte) 0x8b,
      8,
      0x1e,
      0,
      0,
      0,
      0,
      0,
      3, // flags: extra, name, comment, header crc
      3,
      0,
      'x',
      'y',
      'z',
      'n',
      'a',
      0,
      'c',
      0,
      1,
      2
    };
    byte[] rest = Arrays.copyOfRange(FIRST, 10, FIRST.length);
    assertThat(text(join(header, rest))).isEqualTo("first member\n");
  }

  @Test
  void acceptsZerosBehindTheLastMember() throws IOException {
    assertThat(text(join(FIRST, new byte[600]))).isEqualTo("first member\n");
  }

  @Test
  void acceptsAMemberWithoutBytes() throws IOException {
    assertThat(text(join(TraceFiles.gzip(""), SECOND))).isEqualTo("second\n");
  }

  @Test
  void refusesAStreamCutAnywhere() {
    byte[] both = join(FIRST, SECOND);
    for (int length = 1; length < both.length; length++) {
      byte[] cut = Arrays.copyOf(both, length);
      if (length != FIRST.length) {
        assertThatThrownBy(() -> unpack(cut))
            .as("cut to %d", length)
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void namesTheMemberThatIsDamaged() {
    byte[] junk = join(FIRST, "junk".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> unpack(junk))
        .isInstanceOf(ZipException.class)
        .hasMessage("bytes behind gzip member 1 are not gzip");

    byte[] checksum = join(FIRST, SECOND);
    checksum[checksum.length - 8] ^= 1;
    assertThatThrownBy(() -> unpack(checksum)).hasMessage("gzip member 2 fails its checksum");

    byte[] size = join(FIRST, SECOND);
    size[size.length - 1] ^= 1;
    assertThatThrownBy(() -> unpack(size)).hasMessage("gzip member 2 has not the length it states");

    byte[] method = FIRST.clone();
    method[2] = 7;
    assertThatThrownBy(() -> unpack(method)).hasMessageContaining("unknown method");
  }

  private static String text(byte[] packed) throws IOException {
    return new String(unpack(packed), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (GunzipStream stream = new GunzipStream(new ByteArrayInputStream(packed))) {
      return stream.readAllBytes();
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
