package dev.atoll.tflite.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.atoll.tflite.ByteRange;
import dev.atoll.tflite.FlatFile;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.compiled.TinyPackage.Exe;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilationTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPackageStoredAsTextOrAsBlobIsReadWhole(boolean asBlob) throws Exception {
    CompiledPackage p = compiled(m -> m.asBlob = asBlob);

    assertThat(p.compilerVersion()).isEqualTo("cl/7");
    assertThat(p.packageVersion()).isZero();
    assertThat(p.minRuntimeVersion()).isEqualTo(13);
    assertThat(p.chip()).isEqualTo("beagle");
    assertThat(p.chipIds()).containsExactly(18L, -1L);
    assertThat(p.cachingToken()).isEqualTo("0000000000001234");
    assertThat(p.cachedBytes()).isEqualTo(192);
    assertThat(p.streamedBytes()).isEqualTo(64);
    assertThat(p.executables())
        .extracting(Executable::type)
        .containsExactly(ExecutableType.ExecutionOnly, ExecutableType.ParameterCaching);
    Executable first = p.executables().getFirst();
    assertThat(first.instructionBytes()).containsExactly(40L);
    assertThat(first.narrowMemoryBytesPerTile()).isEqualTo(832);
    assertThat(first.estimatedCycles()).isEqualTo(99);
    assertThat(first.outputs()).isEmpty();
    assertThat(first.inputs())
        .containsExactly(new Layer("in", 64, 1, 2, 3, "SIGNED_FIXED_POINT8", 145, 0.5f, 1));
  }

  @Test
  void optionsBehindTheTablesAreRead() throws Exception {
    assertThat(compiled(m -> m.behindTables = true).cachedBytes()).isEqualTo(192);
  }

  @Test
  void severalOperatorsCountTogetherAndOneThatIsNamedTwiceOnce() throws Exception {
    assertThat(compiled(m -> m.operators = 2).cachedBytes()).isEqualTo(2 * 192);
    CompiledPackage shared =
        compiled(m -> {
          m.operators = 2;
          m.behindTables = true;
        });
    assertThat(shared.cachedBytes()).isEqualTo(192);
    refused(m -> m.operators = 17, "17 compiled operators");
  }

  @Test
  void withoutTheCompilersOperatorAModelIsNotCompiled() throws Exception {
    assertThat(read(m -> m.customCode = "ethos-u")).isInstanceOf(Compilation.NotCompiled.class);
  }

  @Test
  void theLayoutOf2019IsNamedAndNotGuessed() throws Exception {
    assertThat(
            read(m -> {
              m.identifier = "\0\0\0\0";
              m.with2019 = true;
            }))
        .isInstanceOfSatisfying(
            Compilation.UnreadableLayout.class,
            u -> assertThat(u.message()).contains("2019", "compile it again"));
  }

  @Test
  void damageIsRefusedWithASentence() {
    refused(m -> m.identifier = "DWN2", "does not begin with DWN1");
    refused(m -> m.packageKey = "9", "holds no package");
    refused(m -> m.executables.clear(), "claims 0 executables");
    refused(m -> m.executables.set(0, new Exe(7, 1, 1)), "the type 7");
    assertThatThrownBy(() -> Compilation.read(ByteBuffer.wrap(new byte[7])))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining("no .tflite file");
  }

  @Test
  void theMaskHidesTheTokenAndNothingElse() throws Exception {
    byte[] one = new TinyPackage().write();
    TinyPackage other = new TinyPackage();
    other.executables =
        List.of(new Exe(2, 64, 0x7766554433221100L), new Exe(1, 192, 0x7766554433221100L));
    byte[] two = other.write();

    assertThat(two).hasSameSizeAs(one).isNotEqualTo(one);
    assertThat(masked(two)).isEqualTo(masked(one)).hasSameSizeAs(one);
    int differences = 0;
    for (int i = 0; i < two.length; i++) {
      differences += masked(two)[i] != two[i] ? 1 : 0;
    }
    assertThat(differences).isEqualTo(2 * 7); // the lowest byte is 0 already
  }

  @Test
  void aPackageWithoutTokenHasNothingToMask() throws Exception {
    TinyPackage standAlone = new TinyPackage();
    standAlone.executables = List.of(new Exe(0, 640, 0));
    byte[] file = standAlone.write();

    assertThat(masked(file)).isEqualTo(file);
    assertThat(contents(file).cachingToken()).isEqualTo("0000000000000000");
    assertThat(contents(file).streamedBytes()).isEqualTo(640);
  }

  @Test
  void positionsThatOverlapAreMergedSoThatNoByteIsFedTwice() {
    assertThat(
            PackageTables.rising(
                List.of(
                    new ByteRange(20, 8),
                    new ByteRange(4, 8),
                    new ByteRange(8, 8),
                    new ByteRange(4, 8))))
        .containsExactly(new ByteRange(4, 8), new ByteRange(12, 4), new ByteRange(20, 8));
  }

  @Test
  void aFlexBufferThatIsNoMapIsRefused() {
    for (byte[] bytes :
        List.of(
            new byte[2], new byte[] {1, 4, 1}, new byte[] {0, 0, 36, 3}, new byte[] {9, 36, 1})) {
      assertThatThrownBy(() -> FlexMap.read(new FlatFile(ByteBuffer.wrap(bytes))))
          .isInstanceOf(TfliteFormatException.class);
    }
  }

  @Test
  void aModelWithoutOperatorsIsNotCompiled() throws Exception {
    FlatBufferBuilder b = new FlatBufferBuilder();
    b.startTable(8);
    b.addInt(0, 3, 0);
    b.finish(b.endTable(), "TFL3");

    assertThat(Compilation.read(ByteBuffer.wrap(b.sizedByteArray())))
        .isInstanceOf(Compilation.NotCompiled.class);
  }

  private static byte[] masked(byte[] file) throws TfliteFormatException {
    ByteBuffer out = ByteBuffer.allocate(file.length);
    TokenMask.feed(ByteBuffer.wrap(file), contents(file).tokenPositions(), out::put);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  private static void refused(Consumer<TinyPackage> change, String because) {
    assertThatThrownBy(() -> read(change))
        .isInstanceOf(TfliteFormatException.class)
        .hasMessageContaining(because);
  }

  private static CompiledPackage compiled(Consumer<TinyPackage> change)
      throws TfliteFormatException {
    return ((Compilation.Compiled) read(change)).contents();
  }

  private static CompiledPackage contents(byte[] file) throws TfliteFormatException {
    return ((Compilation.Compiled) Compilation.read(ByteBuffer.wrap(file))).contents();
  }

  private static Compilation read(Consumer<TinyPackage> change) throws TfliteFormatException {
    TinyPackage m = new TinyPackage();
    change.accept(m);
    return Compilation.read(ByteBuffer.wrap(m.write()));
  }
}
