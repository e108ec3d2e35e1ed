package dev.atoll.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atoll.compiler.outcome.Reason;
import dev.atoll.compiler.outcome.Refusal;
import dev.atoll.compiler.outcome.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as a hostile or careless person packs them. */
class ArchiveTest {
  private static final SourceUri URI = new SourceUri.S3("models", "digits.zip");
  private static final Limits LIMITS = new Limits(1 << 30, 20);
  private static final byte[] CONTENT = "weights".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private enum Format {
    ZIP,
    TAR,
    TAR_GZ
  }

  private record Member(String path, byte[] content) {}

  private static Member member(String path) {
    return new Member(path, CONTENT);
  }

  private Path packed(Format format, Member... members) throws IOException {
    Path file = folder.resolve("archive");
    try (OutputStream out = Files.newOutputStream(file)) {
      switch (format) {
        case ZIP -> zip(out, members);
        case TAR -> tar(out, members);
        case TAR_GZ -> {
          try (OutputStream gzip = new GZIPOutputStream(out)) {
            tar(gzip, members);
          }
        }
      }
    }
    return file;
  }

  private static void zip(OutputStream out, Member... members) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      for (Member m : members) {
        zip.putArchiveEntry(new ZipArchiveEntry(m.path()));
        zip.write(m.content());
        zip.closeArchiveEntry();
      }
    }
  }

  private static void tar(OutputStream out, Member... members) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Member m : members) {
        TarArchiveEntry entry = new TarArchiveEntry(m.path(), true);
        entry.setSize(m.content().length);
        tar.putArchiveEntry(entry);
        tar.write(m.content());
        tar.closeArchiveEntry();
      }
    }
  }

  private List<String> unpacked(Path archive) throws Exception {
    Archive.open(URI, archive, LIMITS).unpack(folder.resolve("to"));
    try (var files = Files.walk(folder.resolve("to"))) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> folder.resolve("to").relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  private Refusal refused(Path archive) {
    Refusal refusal =
        catchThrowableOfType(RefusedException.class, () -> unpacked(archive)).refusal();
    assertThat(refusal.retryable()).isFalse();
    return refusal;
  }

  @ParameterizedTest
  @EnumSource
  void unpacksWhatIsInIt(Format format) throws Exception {
    String deep = "variables/" + "long".repeat(40) + "/data";
    assertThat(unpacked(packed(format, member("saved_model.pb"), member(deep))))
        .containsExactly("saved_model.pb", deep);
    assertThat(folder.resolve("to").resolve(deep)).hasBinaryContent(CONTENT);
  }

  @ParameterizedTest
  @EnumSource
  void aFolderThatWasPackedWithItsNameIsMeantItself(Format format) throws Exception {
    assertThat(
            unpacked(packed(format, member("./digits/saved_model.pb"), member("./digits/v/data"))))
        .containsExactly("saved_model.pb", "v/data");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../evil",
        "a/../../evil",
        "/etc/evil",
        "a\\..\\evil",
        "a//b",
        "a/./b",
        "c\nd",
      })
  void pathsThatLeadElsewhereAreRefused(String path) throws Exception {
    for (Format format : Format.values()) {
      Refusal refusal = refused(packed(format, member("saved_model.pb"), member(path)));
      assertThat(refusal.reason()).isEqualTo(Reason.UnsupportedSource);
      assertThat(refusal.message()).contains("path");
      assertThat(folder.resolve("to")).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoFilesOfOneNameAreRefused(Format format) throws Exception {
    assertThat(refused(packed(format, member("a"), member("a"))).reason())
        .isEqualTo(Reason.UnsupportedSource);
    assertThat(refused(packed(format, member("a"), member("a/b"))).reason())
        .isEqualTo(Reason.UnsupportedSource);
  }

  @ParameterizedTest
  @EnumSource
  void tooManyFilesAreRefused(Format format) throws Exception {
    List<Member> many = new ArrayList<>();
    for (int i = 0; i <= LIMITS.files(); i++) {
      many.add(member("f" + i));
    }
    assertThat(refused(packed(format, many.toArray(Member[]::new))).reason())
        .isEqualTo(Reason.TooLarge);
  }

  /** Millions of records would fill the memory before the first could be counted. */
  @Test
  void aDirectoryOfMillionsIsNotReadIntoMemory() throws Exception {
    Member[] many = new Member[60_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Member("f".repeat(60) + i, new byte[0]);
    }
    assertThat(refused(packed(Format.ZIP, many)).reason()).isEqualTo(Reason.TooLarge);
  }

  @Test
  void linksInAZipAreRefused() throws Exception {
    Path file = folder.resolve("archive");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      ZipArchiveEntry link = new ZipArchiveEntry("assets");
      link.setUnixMode(UnixStat.LINK_FLAG | 0777);
      zip.putArchiveEntry(link);
      zip.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
      zip.closeArchiveEntry();
    }
    assertThat(refused(file).message()).contains("'assets'", "link");
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void linksAndDevicesInATarAreRefused(byte type) throws Exception {
    Path file = folder.resolve("archive");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      TarArchiveEntry link = new TarArchiveEntry("assets", type);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    assertThat(refused(file).message()).contains("'assets'", "link");
  }

  /** A gigabyte of zeros in a megabyte; nothing of it reaches the disk. */
  @ParameterizedTest
  @EnumSource(names = {"ZIP", "TAR_GZ"})
  void bombsAreRefused(Format format) throws Exception {
    Path bomb = packed(format, new Member("saved_model.pb", new byte[300 << 20]));
    assertThat(Files.size(bomb)).isLessThan(1 << 20);
    assertThat(refused(bomb))
        .returns(Reason.TooLarge, Refusal::reason)
        .returns(true, r -> r.message().contains("bomb"));
    assertThat(folder.resolve("to")).doesNotExist();
  }

  @Test
  void tenGigabytesThatAreOnlyDeclaredAreRefused() throws Exception {
    Path tar = packed(Format.TAR, member("saved_model.pb"));
    byte[] bytes = Files.readAllBytes(tar);
    byte[] size = "%011o\0".formatted(10_000_000_000L / 8).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, bytes, 124, 12);
    Files.write(tar, withChecksum(bytes));
    assertThat(refused(tar).reason()).isEqualTo(Reason.TooLarge);

    byte[] zip = Files.readAllBytes(packed(Format.ZIP, member("saved_model.pb")));
    ByteBuffer directory = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    directory.putInt(record(zip) + 24, 0xfffffff0);
    Files.write(tar, zip);
    assertThat(refused(tar).reason()).isEqualTo(Reason.TooLarge);
  }

  /** The header's sum of bytes, as POSIX says, counts its own field as spaces. */
  private static byte[] withChecksum(byte[] tar) {
    java.util.Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, tar, 148, text.length);
    return tar;
  }

  /** Where the first record of the central directory begins. */
  private static int record(byte[] zip) {
    for (int i = 0; i < zip.length - 4; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        return i;
      }
    }
    throw new AssertionError("no central directory");
  }

  /** More comes out than the directory says: nothing beyond that is written. */
  @Test
  void aSizeThatIsALieIsRefused() throws Exception {
    byte[] zip = Files.readAllBytes(packed(Format.ZIP, new Member("a", new byte[5000])));
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(record(zip) + 24, 100);
    Path file = folder.resolve("archive");
    Files.write(file, zip);
    assertThat(refused(file).message()).containsAnyOf("declares 100 bytes", "broken");
    assertThat(folder.resolve("to/a").toFile().length()).isLessThanOrEqualTo(100);
  }

  /** A long name is held in memory: one of two gigabytes must not be. */
  @Test
  void aNameWithoutEndIsRefused() throws Exception {
    Path file = folder.resolve("archive");
    byte[] head = Files.readAllBytes(packed(Format.TAR, member("saved_model.pb")));
    head[156] = 'L';
    byte[] size = "%011o\0".formatted(200L << 20).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, head, 124, 12);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(withChecksum(head), 0, 512);
      byte[] name = new byte[1 << 20];
      java.util.Arrays.fill(name, (byte) 'n');
      for (int i = 0; i < 200; i++) {
        out.write(name);
      }
    }
    assertThat(refused(file).reason()).isEqualTo(Reason.UnsupportedSource);
  }

  @Test
  void whatIsNoArchiveAndWhatIsEmptyIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("archive"), "<html>please log in</html>");
    assertThat(refused(file).message()).contains("neither .zip nor .tar.gz");
    Files.write(file, new byte[0]);
    assertThat(refused(file).reason()).isEqualTo(Reason.UnsupportedSource);
    assertThat(refused(packed(Format.TAR_GZ)).reason()).isEqualTo(Reason.UnsupportedSource);
  }

  /** Seeded, so that a failure can be looked at again. */
  @ParameterizedTest
  @EnumSource
  void brokenArchivesEndWithAReason(Format format) throws Exception {
    byte[] good =
        Files.readAllBytes(
            packed(format, member("saved_model.pb"), new Member("v/data", new byte[3000])));
    Random random = new Random(42);
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = java.util.Arrays.copyOf(good, good.length - random.nextInt(good.length) / 4);
      for (int i = random.nextInt(8); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("mutant"), bytes);
      Path to = folder.resolve("to" + round);
      try {
        Archive.open(URI, file, LIMITS).unpack(to);
      } catch (RefusedException e) {
        assertThat(e.refusal().reason())
            .as("round %d", round)
            .isIn(Reason.UnsupportedSource, Reason.TooLarge);
      }
    }
    try (var inside = Files.list(folder)) {
      assertThat(inside.map(f -> f.getFileName().toString()))
          .allMatch(f -> f.equals("archive") || f.equals("mutant") || f.startsWith("to"));
    }
  }

  @Test
  void kerasFilesAreToldByContentAndCheckedAsArchives() throws Exception {
    Path keras = packed(Format.ZIP, member("config.json"), member("model.weights.h5"));
    assertThat(KerasFile.check(URI, keras)).isEqualTo("model.keras");
    Path hdf5 =
        Files.write(
            folder.resolve("h5"), new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10, 0});
    assertThat(KerasFile.check(URI, hdf5)).isEqualTo("model.h5");
    for (Path bad :
        List.of(
            packed(Format.ZIP, member("../config.json")),
            Files.write(folder.resolve("other"), new ByteArrayOutputStream().toByteArray()))) {
      assertThat(catchThrowableOfType(RefusedException.class, () -> KerasFile.check(URI, bad)))
          .extracting(e -> e.refusal().reason())
          .isEqualTo(Reason.UnsupportedSource);
    }
    Path bomb = packed(Format.ZIP, new Member("model.weights.h5", new byte[300 << 20]));
    assertThat(catchThrowableOfType(RefusedException.class, () -> KerasFile.check(URI, bomb)))
        .extracting(e -> e.refusal().reason())
        .isEqualTo(Reason.TooLarge);
  }
}
